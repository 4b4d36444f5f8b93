package io.throughline.redis;

import io.throughline.protocol.Evaluation;
import io.throughline.protocol.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.LongCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.client.protocol.RedisStrictCommand;
import org.redisson.client.protocol.Time;
import org.redisson.client.protocol.decoder.ListScanResult;
import org.redisson.command.CommandBatchService;

/**
 * Commands for one master: one write to the network, never repeated by the client, so that none runs late or twice. One master each,
 * because a batch of the client's over several ends with the first error of one, whatever the others do.
 *
 * <p>In a cluster the client sends what was answered with MOVED or ASK on to where it belongs, and only that.
 */
final class MasterBatch {

    private static final String FIRST = "0";

    private final Topology topology;
    private final Master master;
    private final boolean anyReplica;
    private final CommandBatchService batch;

    /** @param anyReplica whether replicas may answer, if the client is configured so: reads alone */
    MasterBatch(Topology topology, Master master, long timeoutMillis, boolean anyReplica) {
        this.topology = topology;
        this.master = master;
        this.anyReplica = anyReplica;
        this.batch = new OneTryBatch(topology.executor(), timeoutMillis);
    }

    /** Runs operations; what comes back stands in {@code pipeline.lua}. */
    CompletableFuture<List<Object>> evaluate(Program program, Evaluation evaluation) {
        return MasterCommand.evaluate(batch, topology, master, program, evaluation);
    }

    /** Teaches the server the operations. */
    CompletableFuture<String> load(Program program) {
        return batch.<String, String>writeAsync(
                        master.entry(), StringCodec.INSTANCE, RedisCommands.SCRIPT_LOAD, program.text())
                .toCompletableFuture();
    }

    /** The server's own time: the one reply that never comes from another server. */
    CompletableFuture<Time> time() {
        return batch.<Time, Time>writeAsync(master.entry(), LongCodec.INSTANCE, RedisCommands.TIME)
                .toCompletableFuture();
    }

    /** How many replicas have got what was sent before, as soon as there are so many, or when the time is over. */
    CompletableFuture<Integer> waitFor(int replicas, long timeoutMillis) {
        return batch.<Integer, Integer>writeAsync(
                        master.entry(), StringCodec.INSTANCE, RedisCommands.WAIT, replicas, timeoutMillis)
                .toCompletableFuture();
    }

    /** The values of keys of one slot, {@code null} for a key that is missing. */
    CompletableFuture<List<Object>> get(List<String> keys) {
        return MasterCommand.get(batch, topology, master, anyReplica, keys);
    }

    /**
     * Some keys of the master.
     *
     * @param next the cursor to go on with, {@code null} if there are no more
     */
    record Keys(@Nullable String next, List<String> keys) {}

    /**
     * Some of the keys that match (SCAN).
     *
     * @param cursor of the step before, {@code null} for the first one
     */
    CompletableFuture<Keys> scan(@Nullable String cursor, String mappedPattern, int count) {
        return batch.<ListScanResult<String>, ListScanResult<String>>writeAsync(
                        master.entry(),
                        StringCodec.INSTANCE,
                        RedisCommands.SCAN,
                        cursor == null ? FIRST : cursor,
                        "MATCH",
                        mappedPattern,
                        "COUNT",
                        count)
                .thenApply(found -> new Keys(
                        FIRST.equals(found.getPos()) ? null : found.getPos(),
                        found.getValues().stream().map(topology::unmapped).toList()))
                .toCompletableFuture();
    }

    /** What the server says of itself. */
    CompletableFuture<Map<String, String>> info(RedisStrictCommand<Map<String, String>> section) {
        return batch.<Map<String, String>, Map<String, String>>writeAsync(master.entry(), StringCodec.INSTANCE, section)
                .toCompletableFuture();
    }

    /** Values of a hash's fields, {@code null} for one that is missing. */
    CompletableFuture<List<Object>> getFields(String key, Collection<String> fields) {
        List<Object> params = new ArrayList<>(fields.size() + 1);
        params.add(topology.mapped(key));
        params.addAll(fields);
        return batch.<List<Object>, List<Object>>writeAsync(
                        master.entry(), StringCodec.INSTANCE, RedisCommands.HMGET, params.toArray())
                .toCompletableFuture();
    }

    /** Sets fields of a hash to one value. */
    CompletableFuture<Void> setFields(String key, Collection<String> fields, String value) {
        List<Object> params = new ArrayList<>(2 * fields.size() + 1);
        params.add(topology.mapped(key));
        fields.forEach(field -> {
            params.add(field);
            params.add(value);
        });
        return batch.<Void, Void>writeAsync(
                        master.entry(), StringCodec.INSTANCE, RedisCommands.HSET_VOID, params.toArray())
                .toCompletableFuture();
    }

    /** Gives a key so long to live. */
    CompletableFuture<Boolean> expire(String key, Duration ttl) {
        return batch.<Boolean, Boolean>writeAsync(
                        master.entry(),
                        StringCodec.INSTANCE,
                        RedisCommands.PEXPIRE,
                        topology.mapped(key),
                        ttl.toMillis())
                .toCompletableFuture();
    }

    /** The same whatever the circuit breaker says: a heartbeat. */
    CompletableFuture<Void> probe() {
        return master.contact().probe(this::execute);
    }

    private CompletableFuture<Void> execute() {
        return batch.executeAsyncVoid().toCompletableFuture();
    }

    /**
     * Sends all of it, unless the circuit breaker is open. Once the stage is complete, in whatever way, nothing more will come: a command that is not done by then was refused by
     * the server, for a reason that passes.
     */
    CompletableFuture<Void> send() {
        return master.contact().send(this::execute);
    }

    /** The same, of what only reads, or stores what was read. */
    CompletableFuture<Void> sendDispensable() {
        return master.contact().sendDispensable(this::execute);
    }
}
