package io.throughline.redis;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.Undeterred;
import io.throughline.protocol.Call;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Sweeps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/**
 * Frees the memory of what CLEAR has left. It walks through the keys of each master (SCAN), a few hundred at a time with pauses in between, and lets
 * {@code sweep.lua} remove those that nobody uses any more. One walk serves all regions that were cleared shortly before. A walk that fails is given up; what it has not
 * reached is removed when its time to live ends.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Sweeper implements Sweeps {

    private static final long COLLECT_MILLIS = 1000;
    private static final long PAUSE_MILLIS = 10;
    private static final int KEYS_A_STEP = 500;
    private static final long LONGEST_STEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Masters masters;
    private final RedissonPipeline pipeline;
    private final Operations operations;
    private final ScheduledExecutorService scheduler;
    private final String namespace;
    private final Set<RegionAddress> cleared = new HashSet<>();
    private boolean walking;
    /** When the walk last went on: a step whose end is never reported does not keep others from walking. */
    private long wentOn;

    /** @param namespace already encoded for a key */
    public Sweeper(
            Masters masters,
            RedissonPipeline pipeline,
            Operations operations,
            ScheduledExecutorService scheduler,
            String namespace) {
        this.masters = masters;
        this.pipeline = pipeline;
        this.operations = operations;
        this.scheduler = scheduler;
        this.namespace = namespace;
    }

    @Override
    public synchronized void sweep(RegionAddress region) {
        cleared.add(region);
        if (!walking || System.nanoTime() - wentOn > LONGEST_STEP_NANOS) {
            walking = true;
            later(COLLECT_MILLIS, this::begin);
        }
    }

    private void begin() {
        Set<RegionAddress> regions;
        synchronized (this) {
            regions = Set.copyOf(cleared);
            cleared.clear();
        }
        Walk walk = new Walk(regions);
        walk.goOn(null);
    }

    private synchronized void ended() {
        if (cleared.isEmpty()) {
            walking = false;
        } else {
            later(COLLECT_MILLIS, this::begin);
        }
    }

    /** @return whether it will happen */
    private synchronized boolean later(long millis, Runnable work) {
        wentOn = System.nanoTime();
        try {
            scheduler.schedule(Undeterred.of("a sweep of cleared regions", work), millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the session factory is closed: time to live does the rest
        }
    }

    /** A walk through all keys of all masters, one master after the other. */
    private final class Walk {

        private final Set<RegionAddress> regions;
        private final String pattern;
        private final Deque<Master> left;

        Walk(Set<RegionAddress> regions) {
            this.regions = regions;
            this.left = new ArrayDeque<>(masters.all());
            String ours = regions.size() == 1 ? regions.iterator().next().keyPattern() : namespace + ":*";
            this.pattern = masters.topology().mapped(ours);
        }

        /** @param cursor the cursor of SCAN, {@code null} at the beginning */
        void goOn(@Nullable String cursor) {
            Master master = left.peek();
            if (master == null) {
                ended();
                return;
            }
            step(() -> scan(master, cursor)).whenComplete((next, failure) -> {
                if (failure != null) {
                    CacheMessages.LOG.failed(
                            "a sweep of cleared regions",
                            Failures.unavailable(failure).getMessage());
                    ended();
                    return;
                }
                if (next == null) {
                    left.remove();
                }
                later(PAUSE_MILLIS, () -> goOn(next));
            });
        }

        /** An exception that the client throws becomes a failed stage. */
        private <T> CompletionStage<T> step(Supplier<CompletionStage<T>> work) {
            try {
                return work.get();
            } catch (RedisException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        /** @return the next cursor, {@code null} if this was the last one */
        private CompletionStage<@Nullable String> scan(Master master, @Nullable String cursor) {
            MasterBatch batch = pipeline.batch(master, KEYS_A_STEP);
            CompletableFuture<MasterBatch.Keys> scanned = batch.scan(cursor, pattern, KEYS_A_STEP);
            return batch.send().thenCompose(sent -> {
                MasterBatch.Keys found = scanned.join();
                return sweep(found.keys()).thenApply(swept -> found.next());
            });
        }

        private CompletionStage<List<Reply>> sweep(List<String> keys) {
            Map<String, List<String>> byRecord = new TreeMap<>();
            Map<String, RegionAddress> regionOf = new TreeMap<>();
            for (String key : keys) {
                for (RegionAddress region : regions) {
                    String record = region.recordKeyOf(key);
                    if (record != null) {
                        byRecord.computeIfAbsent(record, r -> new ArrayList<>()).add(key);
                        regionOf.put(record, region);
                    }
                }
            }
            List<Call> calls = new ArrayList<>();
            byRecord.forEach((record, its) -> calls.add(operations.sweep(regionOf.get(record), record, its)));
            return calls.isEmpty() ? CompletableFuture.completedFuture(List.of()) : pipeline.send(calls);
        }
    }
}
