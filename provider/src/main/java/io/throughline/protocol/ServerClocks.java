package io.throughline.protocol;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a node knows of the clocks of all masters that its keys lie on. An asOf has to hold for whatever master a key turns out to lie on,
 * hence the least of the lower bounds; a deadline too, hence the greatest of the upper ones.
 *
 * <p>When the masters change, an asOf says nothing of the new one's clock, and nothing of what the new one has lost: all that were given out
 * are void. They are told from later ones by their number alone: nothing is given out until the clocks have passed what could have been given
 * out before. With masters whose clocks agree that is a moment; a new master whose clock is behind is not used until it has caught up.
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

        /** No asOf that these clocks have given is greater: what they give never goes back, but for a step, of which the CLEAR that it costs knows. */
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
     * These are the masters from now on. If they are others than before, every asOf given out is void; a master that stays keeps its clock.
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
     * Every asOf given out so far is void: what was known of the servers does not hold any more.
     *
     * @return microseconds that none of them is beyond
     */
    public synchronized long voidAll() {
        replace(known.clocks);
        return known.voidUpTo;
    }

    private void replace(Map<String, ServerClock> clocks) {
        Known before = known;
        // first nobody gets one, then it is seen what anybody can have got: whoever is at it meanwhile begins anew
        known = new Known(clocks, Long.MAX_VALUE);
        known = new Known(clocks, Math.max(before.voidUpTo, before.greatestGiven()));
    }

    /** The clock of every master now, at least, in microseconds; {@link ServerClock#UNKNOWN} while that of one is not known. */
    public long atLeast() {
        while (true) {
            Known asked = known;
            long least = asked.least();
            if (asked == known) {
                return least;
            }
        }
    }

    /** The clock of whatever master now, at most, in microseconds; {@link ServerClock#UNKNOWN} while none is known. */
    public long atMost() {
        long most = ServerClock.UNKNOWN;
        for (ServerClock clock : known.clocks.values()) {
            most = Math.max(most, clock.atMost());
        }
        return most;
    }

    /** Whether an asOf was given out before something happened that it knows nothing of: it must not be used, neither to read nor to put. */
    public boolean isVoid(long asOf) {
        return asOf <= known.voidUpTo;
    }
}
