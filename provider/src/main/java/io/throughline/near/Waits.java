package io.throughline.near;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The clock of writers, and how they wait; a test has its own.
 *
 * <p>Safe for all threads.
 */
interface Waits {

    /** As {@link System#nanoTime}. */
    long nanos();

    /** Completes when {@link #nanos} has reached this time, never before. */
    CompletableFuture<Void> until(long nanos);

    /** Completes with {@code awaited}, or when that has taken too long. */
    CompletableFuture<Void> atMost(Duration patience, CompletableFuture<Void> awaited);

    /** Uses this machine's clock. */
    final class SystemWaits implements Waits {

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public CompletableFuture<Void> until(long nanos) {
            long left = nanos - System.nanoTime();
            return left <= 0
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
        }

        @Override
        public CompletableFuture<Void> atMost(Duration patience, CompletableFuture<Void> awaited) {
            return awaited.copy().completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
