package io.throughline.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call to a master has timed out. Until the master answers a heartbeat, nobody else waits for it, so that an outage costs a transaction one timeout
 * and not one for each of its steps.
 *
 * <p>One late command is not an outage, and the heartbeat that is sent at once shows this within a round trip. Operations that remove something
 * wait that long ({@link #patience}) and are then sent after all; otherwise the transaction would commit without its locks, or be rejected.
 *
 * <p>Safe for all threads, lock-free.
 */
final class Silence {

    /** The heartbeat that follows the first timeout has to be answered within this fraction of a command's timeout. */
    private static final int PATIENCE = 5;
    /** Less than this fraction is no wait: a connection that is refused or closed costs nobody any time. */
    private static final int LEAST_WAIT = 2;

    private final long timeoutNanos;
    private final AtomicReference<@Nullable Spell> spell = new AtomicReference<>();

    Silence(Duration commandTimeout) {
        this.timeoutNanos = commandTimeout.toNanos();
    }

    /**
     * The time from a wait in vain to the next answered heartbeat.
     *
     * @param heard completes when it is answered
     */
    record Spell(long since, CompletableFuture<Void> heard) {}

    /** {@code null} while the master answers. */
    @Nullable
    Spell spell() {
        return spell.get();
    }

    /** @return whether a spell begins now: {@code tookNanos} were spent waiting for an answer that has not come by {@code now} */
    boolean begins(long tookNanos, long now) {
        return tookNanos >= timeoutNanos / LEAST_WAIT
                && spell.compareAndSet(null, new Spell(now, new CompletableFuture<>()));
    }

    /** The master has answered a heartbeat. */
    void ends() {
        Spell over = spell.getAndSet(null);
        if (over != null) {
            over.heard().complete(null);
        }
    }

    /** Completes with {@code true} when the master is heard of, or with {@code false} when it has been silent for too long since the spell began. */
    CompletableFuture<Boolean> patience(Spell its, long now) {
        long left = timeoutNanos / PATIENCE - (now - its.since());
        return its.heard().isDone() || left <= 0
                ? CompletableFuture.completedFuture(its.heard().isDone())
                : its.heard().thenApply(ignored -> true).completeOnTimeout(false, left, TimeUnit.NANOSECONDS);
    }
}
