package io.throughline.it.protocol;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.StripeAndEntry;
import io.throughline.protocol.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs the product's calls one by one on a plain connection: no pipeline, no clock, no retry between test and script. */
final class CallRunner {

    private final RedisConnection redis;
    private final Set<String> loaded = new HashSet<>();
    private final List<Call> ran = new ArrayList<>();

    CallRunner(RedisConnection redis) {
        this.redis = redis;
    }

    /** @throws RedisError if the script failed */
    Reply run(Call call) {
        ran.add(call);
        return runAgain(call);
    }

    /** What has run, in this order, since {@link #forgetCalls}. */
    List<Call> ran() {
        return ran;
    }

    void forgetCalls() {
        ran.clear();
    }

    /** As a command does that its client has given up, and sent once more. */
    Reply runAgain(Call call) {
        if (loaded.add(call.script().sha())) {
            redis.scriptLoad(call.script().text());
        }
        List<?> reply = (List<?>)
                redis.evalSha(call.script().sha(), call.keys(), call.arguments().toArray());
        return Reply.of((Long) reply.get(0), (Long) reply.get(1));
    }

    StripeAndEntry read(EntryAddress entry) {
        List<?> records = (List<?>) redis.call("MGET", entry.stripeKey(), entry.key());
        return new StripeAndEntry((byte[]) records.get(0), (byte[]) records.get(1));
    }

    /** As if memory had been short, or the server had lost everything. */
    void forget(EntryAddress entry) {
        redis.call("DEL", entry.stripeKey(), entry.key());
    }

    /** Whether there was one: a lock stays. */
    boolean forgetItem(EntryAddress entry) {
        boolean item = "I".equals(redis.text("GETRANGE", entry.key(), 0, 0));
        return item && redis.number("DEL", entry.key()) == 1;
    }

    boolean exists(EntryAddress entry) {
        return redis.number("EXISTS", entry.key()) == 1;
    }

    /** The server's clock, in microseconds. */
    long time() {
        return redis.micros();
    }

    /** Asks until the server's clock is past {@code time}: what ran out by that clock has run out then, however busy we are. */
    void waitUntilPast(long time) {
        while (time() <= time) {
            Thread.onSpinWait();
        }
    }
}
