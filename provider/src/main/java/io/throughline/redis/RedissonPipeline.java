package io.throughline.redis;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Evaluation;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Program;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Script;
import io.throughline.protocol.ServerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.protocol.Time;

/**
 * Runs operations on the masters through Redisson. A pipeline is one EVALSHA for each master, or a few at the same time ({@link Dispatch}). Long pipelines are cut into
 * chunks; a pipeline's timeout grows with its length.
 *
 * <p>Everything goes to masters, whatever the client's read mode. Only reads of read-only regions ({@link
 * io.throughline.protocol.RegionAddress#isReadOnly}) follow that mode.
 */
public final class RedissonPipeline implements Pipeline {

    /** A call ends by itself in time. With this grace, it is noted as one that was waited for in vain before its caller goes on. */
    private static final long GRACE_MILLIS = 50;

    private final Topology topology;
    private final Masters masters;
    private final Program program;
    private final MasterCommand.Executors executors;
    private final Reads reads;
    private final Duration commandTimeout;
    private final Dispatch.Acknowledgement acknowledgement;
    private final LongConsumer steppedBack;
    private volatile boolean connected;

    /**
     * @param operations makes the calls
     * @param longEntries entries that are not read
     * @param replicasToAck how many replicas of each master must have the locks; 0: none is asked
     * @param locks calls of these scripts must be acknowledged
     * @param steppedBack is given the bound that no longer holds when a master's clock steps back. It runs on a thread of the client's: it must not
     *     wait
     */
    public RedissonPipeline(
            Masters masters,
            Operations operations,
            LongEntries longEntries,
            Duration commandTimeout,
            int replicasToAck,
            Set<Script> locks,
            LongConsumer steppedBack) {
        this.acknowledgement = new Dispatch.Acknowledgement(replicasToAck, locks, commandTimeout.toMillis());
        this.topology = masters.topology();
        this.masters = masters;
        this.program = Program.of(operations.scripts());
        this.executors = new MasterCommand.Executors(topology, commandTimeout.toMillis());
        this.reads = new Reads(topology, masters, executors, longEntries);
        this.commandTimeout = commandTimeout;
        this.steppedBack = steppedBack;
        longEntries.takeAwayBy(this);
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        if (calls.size() <= CHUNK) {
            return runChunk(calls);
        }
        List<Reply> replies = new ArrayList<>(calls.size());
        for (List<Call> chunk : chunks(calls)) {
            replies.addAll(runChunk(chunk));
        }
        return replies;
    }

    @Override
    public boolean runsAtOnce(List<Call> calls) {
        return !topology.isCluster() && Evaluation.isOne(calls, 1);
    }

    private List<Reply> runChunk(List<Call> calls) {
        Dispatch dispatch = dispatch(calls);
        CompletableFuture<Void> sent = start(dispatch::send);
        if (isOver(sent, dispatch.limitMillis() + GRACE_MILLIS) && sent.isCompletedExceptionally()) {
            throw Failures.unavailable(Failures.of(sent));
        }
        return dispatch.replies();
    }

    private Dispatch dispatch(List<Call> calls) {
        return new Dispatch(
                topology, masters, executors, program, this::sample, acknowledgement, calls, timeoutMillis(calls));
    }

    @Override
    public CompletionStage<List<Reply>> send(List<Call> calls) {
        CompletableFuture<List<Reply>> all = CompletableFuture.completedFuture(List.of());
        for (List<Call> chunk : chunks(calls)) {
            all = all.thenCompose(before -> sendChunk(chunk).thenApply(replies -> {
                List<Reply> joined = new ArrayList<>(before);
                joined.addAll(replies);
                return joined;
            }));
        }
        return all.exceptionallyCompose(e -> CompletableFuture.failedFuture(Failures.unavailable(e)));
    }

    private CompletableFuture<List<Reply>> sendChunk(List<Call> calls) {
        Dispatch dispatch = dispatch(calls);
        return start(dispatch::send)
                .completeOnTimeout(null, dispatch.limitMillis(), TimeUnit.MILLISECONDS)
                .thenApply(ignored -> dispatch.replies());
    }

    @Override
    public EntryRecords read(EntryAddress entry) {
        return await(start(() -> reads.one(entry)), timeoutMillis(2) + GRACE_MILLIS);
    }

    @Override
    public Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries) {
        Map<EntryAddress, EntryRecords> records = new HashMap<>();
        for (List<EntryAddress> chunk : chunks(List.copyOf(entries))) {
            long timeout = timeoutMillis(2L * chunk.size());
            records.putAll(await(start(() -> reads.all(chunk, timeout)), timeout + GRACE_MILLIS));
        }
        return records;
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        Map<String, byte[]> found = new HashMap<>();
        for (List<String> chunk : chunks(List.copyOf(keys))) {
            long timeout = timeoutMillis(chunk.size());
            found.putAll(await(start(() -> reads.records(chunk, timeout)), timeout + GRACE_MILLIS));
        }
        return found;
    }

    /** As {@link #records}, without waiting, for at most one chunk. */
    CompletableFuture<Map<String, byte[]>> fetch(List<String> keys) {
        return start(() -> reads.records(keys.subList(0, Math.min(keys.size(), CHUNK)), timeoutMillis(keys.size())));
    }

    @Override
    public long believedFrom(String key) {
        Master master = masters.of(key);
        return master == null ? NOTHING : master.contact().faith().state().believedFrom();
    }

    @Override
    public @Nullable Object contact(String key) {
        Master master = connected ? masters.of(key) : null;
        return master == null ? null : master.contact().faith().state();
    }

    @Override
    public @Nullable Server server(Iterable<String> keys) {
        if (!connected) {
            return null; // asking the client would make it connect
        }
        Master one = null;
        for (String key : keys) {
            Master master = masters.of(key);
            if (master == null || one != null && master != one) {
                return null;
            }
            one = master;
        }
        return one == null ? null : one.server();
    }

    /** Teaches a master the operations, so that no pipeline has to be repeated because the master does not know them. */
    CompletableFuture<Void> teach(Master master) {
        MasterBatch batch = batch(master, 1);
        CompletableFuture<String> loaded = batch.load(program);
        return batch.probe().thenAccept(ignored -> loaded.join());
    }

    /**
     * Runs calls on one master, whatever the circuit breaker says; fails if one of them fails. In a cluster each call has to lie in one slot.
     * Elsewhere the replies are samples of the clock, like all others. A record that has just been made is born now, and a bound from before would
     * refuse the first puts.
     *
     * @param calls at least one
     */
    CompletableFuture<Void> probe(Master master, List<Call> calls) {
        MasterBatch batch = batch(
                master, calls.stream().mapToLong(call -> call.keys().size()).sum());
        List<CompletableFuture<List<Object>>> answers = together(calls).stream()
                .map(some -> batch.evaluate(program, some))
                .toList();
        long askedAt = master.clock().localTime();
        return batch.probe().thenAccept(ignored -> {
            answers.forEach(answer -> answer.join().forEach(outcome -> {
                if (outcome instanceof byte[] error) {
                    throw Failures.said(error);
                }
            }));
            if (!topology.isCluster()) { // in a cluster another server may have answered
                sample(master, askedAt, serverTime(answers.get(0)), serverTime(answers.get(answers.size() - 1)));
            }
        });
    }

    private static long serverTime(CompletableFuture<List<Object>> answer) {
        return (Long) answer.join().get(0);
    }

    private List<Evaluation> together(List<Call> calls) {
        return topology.isCluster()
                ? calls.stream().map(call -> Evaluation.of(List.of(call))).toList()
                : Evaluation.cut(calls);
    }

    /** The key without what the client puts in front of its keys. */
    String unmapped(String mappedKey) {
        return topology.unmapped(mappedKey);
    }

    /** A batch for one master; its timeout grows with {@code keys}. */
    MasterBatch batch(Master master, long keys) {
        return new MasterBatch(topology, master, timeoutMillis(keys), false);
    }

    /** A master has answered a heartbeat. */
    void answered(Master master, long askedAt, Time time) {
        long micros = micros(time);
        sample(master, askedAt, micros, micros);
        connected = true;
    }

    /**
     * Nothing is tried before the first heartbeat has been answered. The client connects when it is first used, and would block its caller, or throw.
     */
    private <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> work) {
        return connected
                ? guarded(work)
                : CompletableFuture.failedFuture(
                        new RedisUnavailableException("it has not been reached since the start", null));
    }

    /** Turns whatever the client throws, even an Error, into a failed future, so that the caller notes what it owes. */
    private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static long micros(Time time) {
        return time.getSeconds() * 1_000_000L + time.getMicroseconds();
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>(all.size() / CHUNK + 1);
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }

    /** The timeout is longer for many calls, and for calls on a whole region. */
    private long timeoutMillis(List<Call> calls) {
        long keys = 0;
        for (Call call : calls) {
            keys += call.keys().size();
        }
        return timeoutMillis(keys);
    }

    private long timeoutMillis(long keys) {
        return commandTimeout.toMillis() + keys * MICROS_A_KEY / 1000;
    }

    private void sample(Master master, long askedAt, long first, long last) {
        long floor = master.clock().sample(askedAt, first, last);
        if (floor != ServerClock.UNKNOWN) {
            steppedBack.accept(floor);
        }
    }

    private static <T> T await(CompletableFuture<T> future, long timeoutMillis) {
        if (!isOver(future, timeoutMillis)) {
            throw new RedisUnavailableException("no answer within " + timeoutMillis + " ms", null);
        }
        if (future.isCompletedExceptionally()) {
            throw Failures.unavailable(Failures.of(future));
        }
        return future.join();
    }

    /** Waits, however often the thread is interrupted: a commit that did not wait for its locks would go on without them. */
    private static boolean isOver(CompletableFuture<?> future, long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
