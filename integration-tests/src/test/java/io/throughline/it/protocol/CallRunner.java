package io.throughline.it.protocol;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Evaluation;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Program;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Scripts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the product's calls one by one on a plain connection: no pipeline, no clock, no retry between test and script. */
public final class CallRunner {

    private final RedisConnection redis;
    private final Scripts scripts;
    private final String sha;
    private final List<Call> ran = new ArrayList<>();

    /** Of the shipped scripts. */
    public CallRunner(RedisConnection redis) {
        this(redis, Scripts.shipped());
    }

    /** Of others. */
    public CallRunner(RedisConnection redis, Scripts scripts) {
        this.redis = redis;
        this.scripts = scripts;
        this.sha = redis.scriptLoad(Program.of(scripts).text());
    }

    /** What it runs. */
    Scripts scripts() {
        return scripts;
    }

    /** @throws RedisError if the script failed */
    public Reply run(Call call) {
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
        return runTogether(List.of(call)).get(0);
    }

    /**
     * In one EVALSHA.
     *
     * @throws RedisError if one of them failed
     */
    public List<Reply> runTogether(List<Call> calls) {
        List<?> reply = evaluate(calls);
        return reply.stream()
                .skip(1)
                .map(outcome -> {
                    if (outcome instanceof byte[] error) {
                        throw new RedisError(new String(error, StandardCharsets.UTF_8));
                    }
                    long time = (Long) reply.get(0);
                    return outcome instanceof List<?> list ? Reply.of(list, time) : Reply.of((Long) outcome, time);
                })
                .toList();
    }

    /** In one EVALSHA: a number or a list for each, or the text of an error in bytes. */
    List<Object> outcomes(List<Call> calls) {
        return evaluate(calls).stream().skip(1).map(Object.class::cast).toList();
    }

    private List<?> evaluate(List<Call> calls) {
        Evaluation evaluation = Evaluation.of(calls);
        return (List<?>)
                redis.evalSha(sha, evaluation.keys(), evaluation.arguments().toArray());
    }

    public EntryRecords read(EntryAddress entry) {
        List<?> records = (List<?>) redis.call("MGET", entry.recordKey(), entry.key());
        return new EntryRecords((byte[]) records.get(0), (byte[]) records.get(1));
    }

    /** What lies beside its region's record; 0 if nothing does. */
    long fenceBeside(EntryAddress entry) {
        byte[] fence = (byte[]) redis.call(
                "GETRANGE", fencesKey(entry), Long.BYTES * entry.stripe(), Long.BYTES * (entry.stripe() + 1) - 1);
        return fence.length == 0 ? 0 : ByteBuffer.wrap(fence).getLong();
    }

    private static String fencesKey(EntryAddress entry) {
        return entry.recordKey().replaceFirst("\\{[^{]*}$", "{%fences}");
    }

    /** As if memory had been short, or the server had lost everything. */
    void forget(EntryAddress entry) {
        redis.call("DEL", entry.recordKey(), fencesKey(entry), entry.key());
    }

    /** Whether there were any. */
    boolean forgetFences(EntryAddress entry) {
        return redis.number("DEL", fencesKey(entry)) == 1;
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
