package io.throughline.near;

import io.throughline.protocol.Call;
import io.throughline.protocol.Channels;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** In the place of Redis: answers at once, as the test wants it, and remembers what it was asked, and what was said. */
final class Home implements Pipeline, Channels {

    /** What was said on a channel. */
    record Said(String channel, byte[] message) {}

    final Queue<Call> asked = new ConcurrentLinkedQueue<>();
    final Queue<Said> said = new ConcurrentLinkedQueue<>();
    final AtomicInteger subscriptions = new AtomicInteger();
    private final Map<String, List<Consumer<byte[]>>> listeners = new ConcurrentHashMap<>();
    volatile Object contact = new Object();
    volatile String nonce = "1111111111111111";
    volatile long renewed = 1;
    volatile boolean unreachable;
    volatile boolean deaf;

    /** ARGV of those of a name, in the order in which they were asked. */
    List<List<String>> asked(String script) {
        return asked.stream()
                .filter(call -> call.script().name().equals(script))
                .map(call -> call.arguments().stream()
                        .map(argument -> new String(argument, StandardCharsets.US_ASCII))
                        .toList())
                .toList();
    }

    /** Somebody else says it. */
    void say(String channel, byte[] message) {
        listeners.getOrDefault(channel, List.of()).forEach(listener -> listener.accept(message));
    }

    @Override
    public CompletionStage<List<Reply>> send(List<Call> calls) {
        asked.addAll(calls);
        return unreachable
                ? CompletableFuture.failedFuture(new RedisUnavailableException("as the test wants it", null))
                : CompletableFuture.completedFuture(
                        calls.stream().map(this::reply).toList());
    }

    private Reply reply(Call call) {
        return switch (call.script().name()) {
            case "join" -> Reply.of(List.of(nonce.getBytes(StandardCharsets.US_ASCII)), 1);
            case "renew" -> Reply.of(renewed, 1);
            default -> Reply.of(1, 1);
        };
    }

    @Override
    public Object contact(String key) {
        return contact;
    }

    @Override
    public CompletionStage<Subscription> subscribe(String channel, Consumer<byte[]> listener) {
        subscriptions.incrementAndGet();
        List<Consumer<byte[]>> there = listeners.computeIfAbsent(channel, c -> new CopyOnWriteArrayList<>());
        there.add(listener);
        return CompletableFuture.completedFuture(() -> there.remove(listener));
    }

    @Override
    public CompletionStage<Void> publish(String channel, byte[] message) {
        said.add(new Said(channel, message));
        if (!deaf) {
            say(channel, message);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String onServer(String channel) {
        return channel;
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        throw new AssertionError("nobody waits here");
    }

    @Override
    public boolean runsAtOnce(List<Call> calls) {
        return true;
    }

    @Override
    public EntryRecords read(EntryAddress entry) {
        throw new AssertionError("nothing is read");
    }

    @Override
    public Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries) {
        throw new AssertionError("nothing is read");
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        throw new AssertionError("nothing is read");
    }

    @Override
    public long believedFrom(String key) {
        return 0;
    }

    @Override
    public Server server(Iterable<String> keys) {
        throw new AssertionError("nothing is traced");
    }
}
