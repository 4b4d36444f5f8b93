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
 * Commands for one master, in one write to the network. The client never repeats them, so none runs late or twice. A batch has only one master,
 * because the client's batch over several masters ends with the first error of any of them.
 *
 * <p>In a cluster, the client redirects what was answered with MOVED or ASK to the right server, and nothing else.
 */
final class MasterBatch {

    private static final String FIRST = "0";

    private final Topology topology;
    private final Master master;
    private final boolean anyReplica;
    private final CommandBatchService batch;

    /** @param anyReplica whether replicas may answer, if the client is configured so; only for reads */
    MasterBatch(Topology topology, Master master, long timeoutMillis, boolean anyReplica) {
        this.topology = topology;
        this.master = master;
        this.anyReplica = anyReplica;
        this.batch = new OneTryBatch(topology.executor(), timeoutMillis);
    }

    /** Runs operations; {@code pipeline.lua} describes the replies. */
    CompletableFuture<List<Object>> evaluate(Program program, Evaluation evaluation) {
        return MasterCommand.evaluate(batch, topology, master, program, evaluation);
    }

    /** Teaches the server the operations. */
    CompletableFuture<String> load(Program program) {
        return batch.<String, String>writeAsync(
                        master.entry(), StringCodec.INSTANCE, RedisCommands.SCRIPT_LOAD, program.text())
                .toCompletableFuture();
    }

    /** The server's own time: the only reply that never comes from another server. */
    CompletableFuture<Time> time() {
        return batch.<Time, Time>writeAsync(master.entry(), LongCodec.INSTANCE, RedisCommands.TIME)
                .toCompletableFuture();
    }

    /** How many replicas have received what was sent before; completes as soon as this many have, or when the time is over. */
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
     * @param cursor the cursor from the step before, {@code null} for the first step
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

    /** What the server reports about itself. */
    CompletableFuture<Map<String, String>> info(RedisStrictCommand<Map<String, String>> section) {
        return batch.<Map<String, String>, Map<String, String>>writeAsync(master.entry(), StringCodec.INSTANCE, section)
                .toCompletableFuture();
    }

    /** The values of a hash's fields, {@code null} for a missing one. */
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

    /** Sets a key's time to live. */
    CompletableFuture<Boolean> expire(String key, Duration ttl) {
        return batch.<Boolean, Boolean>writeAsync(
                        master.entry(),
                        StringCodec.INSTANCE,
                        RedisCommands.PEXPIRE,
                        topology.mapped(key),
                        ttl.toMillis())
                .toCompletableFuture();
    }

    /** The same, whatever the circuit breaker says: for heartbeats. */
    CompletableFuture<Void> probe() {
        return master.contact().probe(this::execute);
    }

    private CompletableFuture<Void> execute() {
        return batch.executeAsyncVoid().toCompletableFuture();
    }

    /**
     * Sends the batch, unless the circuit breaker is open. Once the stage is complete, whatever its result, nothing more will come: a command without
     * a reply was refused by the server, for a temporary reason.
     */
    CompletableFuture<Void> send() {
        return master.contact().send(this::execute);
    }

    /** The same for what only reads, or stores what was read. */
    CompletableFuture<Void> sendDispensable() {
        return master.contact().sendDispensable(this::execute);
    }
}
