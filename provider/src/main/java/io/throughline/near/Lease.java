package io.throughline.near;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One membership and its lease: the right to answer from the near cache for a while after the member has asked for it. It stands only if both clocks
 * of this machine say so, because the monotonic clock alone may not notice that the machine was suspended. A lease that has run out is not renewed.
 * Nor is a lease renewed by another home than the one that the member has joined, because a failover may have undone the member's expulsion.
 *
 * <p>A writer that has expelled a member waits for the whole lease. The member counts nine elevenths of it, because clocks may be slewed by a tenth,
 * either way.
 */
final class Lease {

    private final String member;
    private final String nonce;
    private final Object home;
    private final Map<String, Long> fillsFrom = new ConcurrentHashMap<>();
    private volatile long until;
    private volatile long wallUntil;

    /** The clocks; tests make them jump. */
    interface Clocks {
        /** As {@link System#nanoTime}. */
        long nanos();

        /** As {@link System#currentTimeMillis}. */
        long wallMillis();
    }

    /** The clocks of this machine. */
    static final class SystemClocks implements Clocks {

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    }

    /** The moment when something was requested, by both clocks. */
    record Moment(long nanos, long wallMillis) {

        static Moment now(Clocks clocks) {
            return new Moment(clocks.nanos(), clocks.wallMillis());
        }
    }

    /**
     * @param home the contact with home, only for comparison: it is another object after each loss
     * @param asked the moment before the member asked to join
     * @param length the length that others wait for
     */
    Lease(String member, String nonce, Object home, Moment asked, Duration length) {
        this.member = member;
        this.nonce = nonce;
        this.home = home;
        from(asked, length);
    }

    private void from(Moment asked, Duration length) {
        long nanos = length.toNanos() / 11 * 9;
        wallUntil = asked.wallMillis() + TimeUnit.NANOSECONDS.toMillis(nanos);
        until = asked.nanos() + nanos;
    }

    String member() {
        return member;
    }

    /** The nonce of the registry that the member has joined. */
    String nonce() {
        return nonce;
    }

    /** @param contact with home just now; {@code null} if there is none */
    boolean isOf(@Nullable Object contact) {
        return home == contact;
    }

    boolean stands(Clocks clocks) {
        return stands(Moment.now(clocks));
    }

    boolean stands(Moment now) {
        return until - now.nanos() > 0 && wallUntil - now.wallMillis() > 0;
    }

    /** @return whether it was renewed, because it had not run out */
    boolean renewed(Moment asked, Duration length, Clocks clocks) {
        if (!stands(clocks)) {
            return false;
        }
        from(asked, length);
        return true;
    }

    /** What is read after this time may fill the region. By then, whoever changes something knows that the region is kept near. */
    void fillsFromUnlessKnown(String region, long nanos) {
        fillsFrom.putIfAbsent(region, nanos);
    }

    boolean mayFill(String region, long readAt) {
        Long from = fillsFrom.get(region);
        return from != null && readAt - from > 0;
    }
}
