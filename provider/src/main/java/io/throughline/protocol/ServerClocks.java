package io.throughline.protocol;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a node knows of the clocks of all masters of its keys. An asOf must hold for any master that a key may be on, so it is
 * the least of the lower bounds. A deadline must hold for any master too, so it is the greatest of the upper bounds.
 *
 * <p>When the masters change, an asOf says nothing about the new master's clock, or about what the new master has lost, so every asOf given out is
 * void. A void asOf differs from a later one only by its number: nothing is given out until the clocks have passed everything that could have been
 * given out before. If the masters' clocks agree, this takes a moment. A new master whose clock is behind is not used until it has caught up.
 *
 * <p>Safe for all threads. {@link #atLeast} and {@link #atMost} take no lock.
 */
public final class ServerClocks {

    private final LongSupplier nanoTime;
    private volatile Known known = new Known(Map.of(), ServerClock.UNKNOWN);

    private record Known(Map<String, ServerClock> clocks, ServerClock[] all, long voidUpTo) {

        Known(Map<String, ServerClock> clocks, long voidUpTo) {
            this(clocks, clocks.values().toArray(ServerClock[]::new), voidUpTo);
        }

        long least() {
            long least = Long.MAX_VALUE;
            for (ServerClock clock : all) {
                least = Math.min(least, clock.atLeast());
            }
            return least == Long.MAX_VALUE || least <= voidUpTo ? ServerClock.UNKNOWN : least;
        }

        /** An upper bound of every asOf that these clocks have given. What they give never goes back, except after a step, and a step leads to a CLEAR. */
        long greatestGiven() {
            long greatest = clocks.isEmpty() ? ServerClock.UNKNOWN : Long.MAX_VALUE;
            for (ServerClock clock : clocks.values()) {
                greatest = Math.min(greatest, clock.atLeast());
            }
            return greatest;
        }
    }

    /** @param nanoTime the local clock, as {@link System#nanoTime()} */
    public ServerClocks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets the masters. If they have changed, every asOf given out is void; a master that stays keeps its clock.
     *
     * @param masters their ids
     * @return the clocks by id
     */
    public synchronized Map<String, ServerClock> masters(Collection<String> masters) {
        Map<String, ServerClock> clocks = new LinkedHashMap<>();
        masters.forEach(id -> {
            ServerClock clock = known.clocks.get(id);
            clocks.put(id, clock == null ? new ServerClock(nanoTime) : clock);
        });
        if (!clocks.keySet().equals(known.clocks.keySet())) {
            replace(clocks);
        }
        return known.clocks;
    }

    /** The ids of the masters. */
    public Set<String> known() {
        return known.clocks.keySet();
    }

    /**
     * Makes every asOf given out so far void: what was known of the servers no longer holds.
     *
     * @return microseconds that none of them exceeds
     */
    public synchronized long voidAll() {
        replace(known.clocks);
        return known.voidUpTo;
    }

    private void replace(Map<String, ServerClock> clocks) {
        Known before = known;
        // first stop giving out asOfs, then see what was given out: a caller that is in between begins again
        known = new Known(clocks, Long.MAX_VALUE);
        known = new Known(clocks, Math.max(before.voidUpTo, before.greatestGiven()));
    }

    /** What the clocks of all masters show now, at least, in microseconds; {@link ServerClock#UNKNOWN} while one of them is not known. */
    public long atLeast() {
        while (true) {
            Known asked = known;
            long least = asked.least();
            if (asked == known) {
                return least;
            }
        }
    }

    /** What the clock of any master shows now, at most, in microseconds; {@link ServerClock#UNKNOWN} while none is known. */
    public long atMost() {
        long most = ServerClock.UNKNOWN;
        for (ServerClock clock : known.clocks.values()) {
            most = Math.max(most, clock.atMost());
        }
        return most;
    }

    /** Whether an asOf has become void since it was given out: it must not be used, neither to read nor to put. */
    public boolean isVoid(long asOf) {
        return asOf <= known.voidUpTo;
    }
}
