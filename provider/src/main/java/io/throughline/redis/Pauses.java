package io.throughline.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this process stood still, for a garbage collection or because its machine was suspended. It should tick all the time, and did not. If
 * commands have timed out meanwhile, that says nothing about the server.
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

    /** Something that is no fault of the server's has delayed replies. It counts as a pause that ends now. */
    public void keptWaiting() {
        lastEnd = now();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether there has been a pause since {@code begun}, or one has just ended: any thread may be the first to run again. */
    boolean since(long begun) {
        return lastEnd - begun > 0 || now() - lastTick > LONG_NANOS;
    }
}
