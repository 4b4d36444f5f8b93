package io.throughline.protocol;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of the Redis server's clock, without asking.
 *
 * <p>If a reply with server time S arrived at local time n, then at local time m the server's clock shows at least
 * {@code S + (m - n) 9/11}. If it was asked for at n', the clock shows at most {@code S + (m - n') 11/9}. Either clock may be slewed by NTP, by up to 8.3 % with
 * chrony's default {@code maxslewrate}; 10 % is allowed for each, in both directions. The greatest lower
 * bound and the least upper bound over all samples are kept. Samples come with scripts' replies and from a heartbeat, so the
 * clock never costs an operation a round trip, and a busy node knows it closely.
 *
 * <p>A sample below the lower bound is therefore a step back, never the effect of slewing. A step back that is smaller than the lag of the bound is
 * not noticed. Once the sample has come, every asOf given out is again before the server's time, but between the step and the sample it may not be.
 * The documentation names this window.
 *
 * <p>Safe for all threads, lock-free.
 */
public final class ServerClock {

    /** Nothing is known yet: no state is old enough to be read. */
    public static final long UNKNOWN = 0;

    private static final int SLOWEST =
            11; // the server's clock at 0.9 while the local one is at 1.1: 2 parts in this many are lost
    private static final int FASTEST = 9; // the other way round: 2 parts in this many are gained
    private static final long NANOS = 1000; // in a microsecond

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Bounds> bounds = new AtomicReference<>();

    private record Bounds(long lower, long lowerAt, long upper, long upperAt) {

        long lower(long at) {
            long passed = at - lowerAt;
            return lower + (passed - 2 * (passed / SLOWEST + 1)) / NANOS;
        }

        long upper(long at) {
            long passed = at - upperAt;
            return upper + (passed + 2 * (passed / FASTEST + 1)) / NANOS + 1;
        }
    }

    /** @param nanoTime the local clock, as {@link System#nanoTime()} */
    public ServerClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Local time now, to be taken before a sample is asked for. */
    public long localTime() {
        return nanoTime.getAsLong();
    }

    /**
     * Takes a sample that has just arrived.
     *
     * @param askedAt {@link #localTime()} before it was asked for
     * @param first the server's time in microseconds, of the first reply
     * @param last the server's time in microseconds, of the last reply
     * @return {@link #UNKNOWN}; or, if the server's clock has stepped back, the bound that no longer holds: whatever was
     *     stamped since must be removed
     */
    public long sample(long askedAt, long first, long last) {
        long arrivedAt = localTime();
        Bounds sample = new Bounds(last, arrivedAt, first, askedAt);
        while (true) {
            Bounds known = bounds.get();
            if (known == null) {
                if (bounds.compareAndSet(null, sample)) {
                    return UNKNOWN;
                }
            } else if (known.lower(arrivedAt) > sample.upper(arrivedAt)) {
                if (bounds.compareAndSet(known, sample)) {
                    return known.lower(arrivedAt);
                }
            } else {
                boolean better = sample.lower(arrivedAt) > known.lower(arrivedAt);
                // a sample above the upper bound disproves it: the clock stepped forward, or this node stood
                // still
                boolean disproved = sample.lower(arrivedAt) > known.upper(arrivedAt);
                boolean lower = disproved || sample.upper(arrivedAt) < known.upper(arrivedAt);
                Bounds best = new Bounds(
                        better ? sample.lower : known.lower,
                        better ? sample.lowerAt : known.lowerAt,
                        lower ? sample.upper : known.upper,
                        lower ? sample.upperAt : known.upperAt);
                if (bounds.compareAndSet(known, best)) {
                    return UNKNOWN;
                }
            }
        }
    }

    /** The server's clock now, at least, in microseconds; {@link #UNKNOWN} before the first sample. */
    public long atLeast() {
        Bounds known = bounds.get();
        return known == null ? UNKNOWN : known.lower(localTime());
    }

    /** The server's clock now, at most, in microseconds; {@link #UNKNOWN} before the first sample. */
    public long atMost() {
        Bounds known = bounds.get();
        return known == null ? UNKNOWN : known.upper(localTime());
    }
}
