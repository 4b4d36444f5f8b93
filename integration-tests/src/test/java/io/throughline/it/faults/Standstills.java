package io.throughline.it.faults;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * When this process has really stood still: a thread that looks at the clock again and again, as the provider does, was late. What was measured meanwhile says nothing: the
 * provider takes a timeout for an effect of the pause.
 */
final class Standstills implements AutoCloseable {

    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    /** Less than the provider takes for a pause. */
    private static final long LATE_NANOS = Duration.ofMillis(80).toNanos();

    private final ConcurrentLinkedQueue<Period> seen = new ConcurrentLinkedQueue<>();
    private final Thread ticking = new Thread(this::tick, "standstills");
    private volatile boolean over;
    private volatile long last = System.nanoTime();

    Standstills() {
        ticking.setDaemon(true);
        ticking.start();
    }

    /** As {@link System#nanoTime}. */
    record Period(long from, long to) {

        boolean overlaps(Period other) {
            return from - other.to <= 0 && other.from - to <= 0;
        }
    }

    private void tick() {
        while (!over) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            if (now - last > TICK_NANOS + LATE_NANOS) {
                seen.add(new Period(last, now));
            }
            last = now;
        }
    }

    /** Whether it stood still in this period, or does so now. */
    boolean during(Period period) {
        return seen.stream().anyMatch(period::overlaps) || System.nanoTime() - last > TICK_NANOS + LATE_NANOS;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(ticking);
    }
}
