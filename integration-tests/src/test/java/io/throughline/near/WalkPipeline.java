package io.throughline.near;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node's way to Redis; the walk decides when it goes on with what the node has sent. */
final class WalkPipeline implements Pipeline {

    private final WalkNode node;
    private final WalkNetwork network;
    private final Supplier<@Nullable Object> contact;

    WalkPipeline(WalkNode node, WalkNetwork network, Supplier<@Nullable Object> contact) {
        this.node = node;
        this.network = network;
        this.contact = contact;
    }

    @Override
    public CompletionStage<List<Reply>> send(List<Call> calls) {
        return network.send(node, calls);
    }

    @Override
    public @Nullable Object contact(String key) {
        return contact.get();
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        throw new AssertionError("nobody waits here");
    }

    @Override
    public boolean runsAtOnce(List<Call> calls) {
        throw new AssertionError("the walk knows");
    }

    @Override
    public EntryRecords read(EntryAddress entry) {
        throw new AssertionError("readers do");
    }

    @Override
    public Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries) {
        throw new AssertionError("readers do");
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        throw new AssertionError("there are no queries");
    }

    @Override
    public long believedFrom(String key) {
        return 0;
    }

    @Override
    public @Nullable Server server(Iterable<String> keys) {
        return null;
    }
}
