package io.throughline.it.metrics;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Answers each read of an entry at once, with the same records, and nothing else. */
record AnsweringPipeline(StripeAndEntry records) implements Pipeline {

    @Override
    public StripeAndEntry read(EntryAddress entry) {
        return records;
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Reply>> send(List<Call> calls) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<EntryAddress, StripeAndEntry> read(Collection<EntryAddress> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long believedFrom(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Server server(Iterable<String> keys) {
        throw new UnsupportedOperationException();
    }
}
