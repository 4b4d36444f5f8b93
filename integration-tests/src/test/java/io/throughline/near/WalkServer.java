package io.throughline.near;

import io.throughline.it.protocol.Altered;
import io.throughline.it.protocol.CallRunner;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Scripts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis, whose scripts use a clock that moves by a microsecond with each call, and when the test lets time pass. A seed therefore determines a
 * history.
 */
final class WalkServer implements AutoCloseable {

    static final NearAddress NEAR = NearAddress.of("walk");

    private static final String CLOCK = "walk:clock";
    private static final String COPY = "walk:copy";
    private static final String PONG = "pong";
    private static final Set<String> CHANGE_REGISTRY = Set.of("join", "leave", "expel");
    private static final long EPOCH = 1_000_000_000_000L;

    private final RedisConnection redis = TestServers.redis().connect();
    private final RedisConnection listener = TestServers.redis().connect();
    private final Scripts scripts;
    private final CallRunner runner;
    private long time;
    private boolean copied;
    /** As it was seen last; {@code null} once it may be another. */
    private @Nullable Registry seen;

    /** What becomes of the registry. */
    record Registry(String nonce, boolean hasMembers) {}

    WalkServer(Altered scripts) {
        this.scripts = scripts.inRecords(
                        "tonumber(t[1]) * 1000000 + tonumber(t[2])", "redis.call('INCR', '" + CLOCK + "')")
                .scripts();
        runner = new CallRunner(redis, this.scripts);
        listener.call("SUBSCRIBE", NEAR.callsChannel());
    }

    /** All that was there is gone. */
    void begin() {
        redis.pipeline(List.of(new Object[] {"FLUSHALL"}, new Object[] {"SET", CLOCK, EPOCH}));
        time = EPOCH;
        copied = false;
        seen = null;
    }

    Scripts scripts() {
        return scripts;
    }

    /** Microseconds of its clock. */
    long time() {
        return time;
    }

    /** Microseconds since {@link #begin}. */
    long sinceBegin() {
        return time - EPOCH;
    }

    void passes(long micros) {
        time = redis.number("INCRBY", CLOCK, micros);
    }

    List<Reply> run(List<Call> calls) {
        List<Reply> replies = runner.runTogether(calls);
        time = replies.get(0).serverTime();
        if (calls.stream()
                .anyMatch(call -> CHANGE_REGISTRY.contains(call.script().name()))) {
            seen = null;
        }
        return replies;
    }

    /** What members have been called with since this was asked last. */
    List<byte[]> calls() {
        List<byte[]> calls = new ArrayList<>();
        Object said = listener.call("PING");
        while (said instanceof List<?> parts && !PONG.equals(text(parts.get(0)))) {
            calls.add((byte[]) parts.get(2));
            said = listener.receive();
        }
        return calls;
    }

    EntryRecords read(EntryAddress entry) {
        return runner.read(entry);
    }

    /** As each heartbeat sees it. */
    Registry look() {
        if (seen == null) {
            seen = lookNow();
        }
        return seen;
    }

    private Registry lookNow() {
        List<?> fields = (List<?>) redis.call("HMGET", NEAR.registryKey(), "%nonce", "%members");
        Object nonce = fields.get(0);
        return new Registry(nonce == null ? "" : text(nonce), nonce != null && !"0".equals(text(fields.get(1))));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }

    // what happens to it

    void losesRegistry() {
        seen = null;
        redis.call("DEL", NEAR.registryKey());
    }

    /** The row and its records as well. */
    void losesAll(EntryAddress entry) {
        seen = null;
        redis.call("DEL", NEAR.registryKey(), entry.recordKey(), entry.region().prefix() + "{%fences}", entry.key());
        copied = false;
    }

    /** What a replica has by now. */
    void isCopied() {
        redis.pipeline(List.of(new Object[] {"DEL", COPY}, new Object[] {"COPY", NEAR.registryKey(), COPY}));
        copied = true;
    }

    boolean hasCopy() {
        return copied;
    }

    /** The replica takes its place. */
    void failsOver() {
        seen = null;
        redis.pipeline(
                List.of(new Object[] {"DEL", NEAR.registryKey()}, new Object[] {"COPY", COPY, NEAR.registryKey()}));
        copied = false;
    }

    @Override
    public void close() {
        redis.close();
        listener.close();
    }
}
