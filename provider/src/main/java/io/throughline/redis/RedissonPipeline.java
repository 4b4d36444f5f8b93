package io.throughline.redis;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Script;
import io.throughline.protocol.ServerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.redisson.RedissonShutdownException;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RScript;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.Time;

/**
 * Runs operations on a server through Redisson: a pipeline is a batch of EVALSHA, one write to the network. Scripts that the server does
 * not know are loaded, and the calls that met it repeated behind, in one more batch. Long pipelines are cut into chunks; the time that one
 * may take grows with its length.
 */
public final class RedissonPipeline implements Pipeline {

    private static final int CHUNK = 1000;

    private final RedissonClient client;
    private final ServerClock clock;
    private final Duration commandTimeout;
    private final LongConsumer steppedBack;
    private volatile boolean connected;

    /**
     * @param steppedBack told when the server's clock steps back: the bound that does not hold any more. Runs on a thread of the
     *     client's: must not wait
     */
    public RedissonPipeline(
            RedissonClient client, ServerClock clock, Duration commandTimeout, LongConsumer steppedBack) {
        this.client = client;
        this.clock = clock;
        this.commandTimeout = commandTimeout;
        this.steppedBack = steppedBack;
    }

    @Override
    public List<Reply> run(List<Call> calls) {
        List<Reply> replies = new ArrayList<>(calls.size());
        for (List<Call> chunk : chunks(calls)) {
            replies.addAll(await(sendChunk(chunk), 2 * timeoutMillis(chunk)));
        }
        return replies;
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
        return all.exceptionallyCompose(e -> CompletableFuture.failedFuture(unavailable(e)));
    }

    @Override
    public StripeAndEntry read(EntryAddress entry) {
        Map<String, byte[]> found = get(List.of(entry.stripeKey(), entry.key()));
        return new StripeAndEntry(found.get(entry.stripeKey()), found.get(entry.key()));
    }

    @Override
    public Map<EntryAddress, StripeAndEntry> read(Collection<EntryAddress> entries) {
        Map<EntryAddress, StripeAndEntry> records = new HashMap<>();
        for (List<EntryAddress> chunk : chunks(List.copyOf(entries))) {
            Set<String> keys = new LinkedHashSet<>();
            chunk.forEach(entry -> {
                keys.add(entry.stripeKey());
                keys.add(entry.key());
            });
            Map<String, byte[]> found = get(keys);
            chunk.forEach(entry ->
                    records.put(entry, new StripeAndEntry(found.get(entry.stripeKey()), found.get(entry.key()))));
        }
        return records;
    }

    @Override
    public Map<String, byte[]> records(Collection<String> keys) {
        Map<String, byte[]> found = new HashMap<>();
        for (List<String> chunk : chunks(List.copyOf(keys))) {
            found.putAll(get(chunk));
        }
        return found;
    }

    /** MGET: one command, so that a stripe and its entries are seen at one moment. */
    private Map<String, byte[]> get(Collection<String> keys) {
        CompletableFuture<Map<String, byte[]>> records = start(() -> client.getBuckets(ByteArrayCodec.INSTANCE)
                .<byte[]>getAsync(keys.toArray(String[]::new))
                .toCompletableFuture());
        return await(records, commandTimeout.toMillis() + keys.size() * MICROS_A_KEY / 1000);
    }

    /** A heartbeat: asks for the server's time. The first one connects, which may block its caller. */
    public CompletionStage<Void> beat() {
        long askedAt = clock.localTime();
        return guarded(() -> Topology.onlyMaster(client)
                        .timeAsync()
                        .thenAccept(time -> {
                            long micros = micros(time);
                            sample(askedAt, micros, micros);
                            connected = true;
                        })
                        .toCompletableFuture())
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(unavailable(e)));
    }

    /** Teaches the server the scripts, so that no pipeline has to be repeated for one that it does not know. */
    public CompletionStage<Void> load(Collection<Script> scripts) {
        return start(() -> {
            RBatch batch = client.createBatch(BatchOptions.defaults().retryAttempts(0));
            RScriptAsync loader = batch.getScript(ByteArrayCodec.INSTANCE);
            scripts.forEach(script -> loader.scriptLoadAsync(script.text()));
            return batch.executeAsync().thenApply(loaded -> (Void) null).toCompletableFuture();
        });
    }

    /**
     * Before the first heartbeat has been answered nothing is tried: the client connects when it is first used, and would block whoever uses
     * it, and throw at him.
     */
    private <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> work) {
        return connected
                ? guarded(work)
                : CompletableFuture.failedFuture(
                        new RedisUnavailableException("it has not been reached since the start", null));
    }

    /** What the client throws at its caller is a failure like those that its futures end with. */
    private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static long micros(Time time) {
        return time.getSeconds() * 1_000_000L + time.getMicroseconds();
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>(all.size() / CHUNK + 1);
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }

    /** Longer for many calls, and for those on a whole region. */
    private long timeoutMillis(List<Call> calls) {
        long keys = calls.stream().mapToLong(call -> call.keys().size()).sum();
        return commandTimeout.toMillis() + keys * MICROS_A_KEY / 1000;
    }

    private CompletableFuture<List<Reply>> sendChunk(List<Call> calls) {
        return sendBatch(calls, Set.of()).thenCompose(replies -> repeatUnknown(calls, replies));
    }

    /** After SCRIPT FLUSH or a restart the server knows no scripts. */
    private CompletableFuture<List<Reply>> repeatUnknown(List<Call> calls, List<Reply> replies) {
        List<Integer> unknown = new ArrayList<>();
        Set<String> texts = new LinkedHashSet<>();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i).failure() instanceof RedisNoScriptException) {
                unknown.add(i);
                texts.add(calls.get(i).script().text());
            }
        }
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(replies);
        }
        return sendBatch(unknown.stream().map(calls::get).toList(), texts).thenApply(repeated -> {
            List<Reply> all = new ArrayList<>(replies);
            for (int i = 0; i < unknown.size(); i++) {
                all.set(unknown.get(i), repeated.get(i));
            }
            return all;
        });
    }

    private CompletableFuture<List<Reply>> sendBatch(List<Call> calls, Set<String> scriptsToLoad) {
        return start(() -> startBatch(calls, scriptsToLoad));
    }

    private CompletableFuture<List<Reply>> startBatch(List<Call> calls, Set<String> scriptsToLoad) {
        RBatch batch = client.createBatch(BatchOptions.defaults()
                .responseTimeout(timeoutMillis(calls), TimeUnit.MILLISECONDS)
                .retryAttempts(0)); // a repetition could run late and twice
        RScriptAsync scripts = batch.getScript(ByteArrayCodec.INSTANCE);
        scriptsToLoad.forEach(scripts::scriptLoadAsync);
        List<CompletableFuture<List<Long>>> futures = new ArrayList<>(calls.size());
        for (Call call : calls) {
            RFuture<List<Long>> future = scripts.evalShaAsync(
                    RScript.Mode.READ_WRITE,
                    call.script().sha(),
                    RScript.ReturnType.LIST,
                    new ArrayList<>(call.keys()),
                    call.arguments().toArray());
            futures.add(future.toCompletableFuture());
        }
        long askedAt = clock.localTime();
        CompletableFuture<?> sent = batch.executeAsync().toCompletableFuture();
        CompletableFuture<?> answered = CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .exceptionally(e -> null);
        // execute() reports the first error; each call's own future tells what became of that call
        return sent.handle((result, e) -> e)
                .thenCombine(answered, (failure, ignored) -> failure)
                .thenApply(failure -> replies(futures, askedAt));
    }

    private List<Reply> replies(List<CompletableFuture<List<Long>>> futures, long askedAt) {
        List<Reply> replies = new ArrayList<>(futures.size());
        long first = 0;
        long last = 0;
        for (CompletableFuture<List<Long>> future : futures) {
            if (future.isCompletedExceptionally()) {
                Throwable failure = failureOf(future);
                if (!isAnswer(failure)) {
                    throw unavailable(failure);
                }
                replies.add(Reply.failed(failure));
            } else {
                List<Long> answer = future.join();
                first = first == 0 ? answer.get(1) : first;
                last = answer.get(1);
                replies.add(Reply.of(answer.get(0), answer.get(1)));
            }
        }
        if (last != 0) {
            sample(askedAt, first, last);
        }
        return replies;
    }

    private void sample(long askedAt, long first, long last) {
        long floor = clock.sample(askedAt, first, last);
        if (floor != ServerClock.UNKNOWN) {
            steppedBack.accept(floor);
        }
    }

    /** Whether the server itself said no to this call; otherwise nobody knows what became of it. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof RedisException
                && !(failure instanceof RedisTimeoutException)
                && !(failure instanceof RedisConnectionException)
                && !(failure instanceof RedissonShutdownException)
                && !(failure instanceof RedisNodeNotFoundException)
                && failure.getCause() == null;
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        try {
            future.join();
            throw new IllegalStateException("The future did not fail");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    /** Waits, however often the thread is interrupted: a commit that does not wait for its locks would go on without them. */
    private static <T> T await(CompletableFuture<T> future, long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unavailable(e.getCause());
                } catch (TimeoutException e) {
                    throw new RedisUnavailableException("no answer within " + timeoutMillis + " ms", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RedisUnavailableException unavailable(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RedisUnavailableException known
                ? known
                : new RedisUnavailableException(firstSentence(cause), cause);
    }

    /** Redisson adds the state of its channels to the reason. */
    private static String firstSentence(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.length();
        for (String tail : new String[] {", is non-idempotent", "! Increase ", ". Unable to", "; "}) {
            int at = message.indexOf(tail);
            end = at > 0 ? Math.min(end, at) : end;
        }
        return message.substring(0, end);
    }
}
