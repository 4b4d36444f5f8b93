package io.throughline.redis;

import io.throughline.config.RedisLocation;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Beats once a second: samples the server's clock, and makes the stripes of regions that the node has not met yet. When the server's clock
 * has stepped back it clears them: nothing stamped by the old clock is believed any more.
 */
public final class Heartbeat {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RedissonPipeline pipeline;
    private final Operations operations;
    private final ScheduledExecutorService scheduler;
    private final RedisLocation location;
    private final Set<RegionAddress> regions = ConcurrentHashMap.newKeySet();
    private final Set<RegionAddress> unmet = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reached = new AtomicBoolean(true);
    private final AtomicBoolean beating = new AtomicBoolean();

    public Heartbeat(
            RedissonPipeline pipeline,
            Operations operations,
            ScheduledExecutorService scheduler,
            RedisLocation location) {
        this.pipeline = pipeline;
        this.operations = operations;
        this.scheduler = scheduler;
        this.location = location;
    }

    /** A region whose stripes the next beat makes. */
    public void add(RegionAddress region) {
        regions.add(region);
        unmet.add(region);
    }

    /** Beats from now on; waits for the first beat, so that the first session finds a clock and stripes, but not longer than {@code wait}. */
    public void start(Duration wait) {
        CompletableFuture<Void> first = beat().toCompletableFuture();
        try {
            first.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            missed("no answer within " + wait.toMillis() + " ms");
        } catch (java.util.concurrent.ExecutionException e) {
            // beat() has reported it
        }
        scheduler.scheduleWithFixedDelay(this::beat, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All regions are cleared; no load from before {@code floor} comes back. */
    public void steppedBack(long floor) {
        CacheMessages.LOG.clockSteppedBack(floor);
        List<Call> clears =
                regions.stream().map(region -> operations.clear(region, floor)).toList();
        if (!clears.isEmpty()) {
            scheduler.execute(() -> pipeline.send(clears).whenComplete((replies, failure) -> {
                if (failure != null) {
                    CacheMessages.LOG.notEvicted("all regions", failure.getMessage());
                }
            }));
        }
    }

    private CompletionStage<Void> beat() {
        if (!beating.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null); // the last one is still waiting for its answer
        }
        CompletionStage<Void> beat;
        try {
            beat = pipeline.beat().thenCompose(ignored -> meet());
        } catch (RuntimeException e) {
            beat = CompletableFuture.failedFuture(e); // a client that has been shut down, or cannot even be initialised
        }
        return beat.whenComplete((ignored, failure) -> {
            beating.set(false);
            if (failure == null) {
                if (reached.compareAndSet(false, true)) {
                    CacheMessages.LOG.reachableAgain(location);
                }
            } else {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                missed(String.valueOf(cause.getMessage()));
            }
        });
    }

    private void missed(String why) {
        if (reached.compareAndSet(true, false)) {
            CacheMessages.LOG.unreachable(location, why);
        }
    }

    private CompletionStage<Void> meet() {
        List<RegionAddress> met = new ArrayList<>(unmet);
        if (met.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Call> makes = met.stream().map(operations::make).toList();
        return pipeline.load(operations.scripts().all())
                .thenCompose(ignored -> pipeline.send(makes))
                .thenAccept(replies -> {
                    for (int i = 0; i < met.size(); i++) {
                        Reply reply = replies.get(i);
                        if (reply.failure() == null) {
                            unmet.remove(met.get(i));
                        }
                    }
                });
    }
}
