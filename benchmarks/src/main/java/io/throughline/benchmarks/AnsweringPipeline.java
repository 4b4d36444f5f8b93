package io.throughline.benchmarks;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Takes the place of Redis: it answers each read of an entry at once, with the same records, and does nothing else. */
record AnsweringPipeline(EntryRecords records) implements Pipeline {

    @Override
    public EntryRecords read(EntryAddress entry) {
        return records;
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        throw onlyReads();
    }

    @Override
    public CompletionStage<List<Reply>> send(List<Call> calls) {
        throw onlyReads();
    }

    @Override
    public Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries) {
        throw onlyReads();
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        throw onlyReads();
    }

    @Override
    public long believedFrom(String key) {
        throw onlyReads();
    }

    @Override
    public boolean runsAtOnce(List<Call> calls) {
        throw onlyReads();
    }

    @Override
    public Object contact(String key) {
        throw onlyReads();
    }

    @Override
    public Server server(Iterable<String> keys) {
        throw onlyReads();
    }

    private static UnsupportedOperationException onlyReads() {
        return new UnsupportedOperationException("Only reads of one entry are measured");
    }
}
