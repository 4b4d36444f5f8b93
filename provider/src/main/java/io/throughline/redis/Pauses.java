package io.throughline.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this process stood still, for a garbage collection or because its machine was taken from it: it is to tick all the time, and did not. Who finds then that its commands have timed out
 * has learnt nothing of the server.
 *
 * <p>Safe for all threads; ticks come from one.
 */
public final class Pauses {

    /** How often to {@link #tick}. */
    public static final long TICK_MILLIS = 50;

    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * TICK_MILLIS);

    private final LongSupplier nanoTime;
    private volatile long lastTick;
    private volatile long lastEnd;

    /** @param nanoTime as {@link System#nanoTime} */
    public Pauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastTick = nanoTime.getAsLong();
        this.lastEnd = lastTick - TimeUnit.DAYS.toNanos(1);
    }

    /** The process is running. */
    public void tick() {
        long now = now();
        if (now - lastTick > LONG_NANOS) {
            lastEnd = now;
        }
        lastTick = now;
    }

    /** Something kept replies from coming that is no fault of the server's; it counts as one that ends now. */
    public void keptWaiting() {
        lastEnd = now();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether there has been one since {@code begun}, or has just been: the first thread that runs again may be any. */
    boolean since(long begun) {
        return lastEnd - begun > 0 || now() - lastTick > LONG_NANOS;
    }
}
