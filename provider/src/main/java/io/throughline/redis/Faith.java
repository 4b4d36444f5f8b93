package io.throughline.redis;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether this node believes what a master holds, and from which stamp on. Lost with the contact: a command or a heartbeat that failed, a
 * connection that broke. Regained with a heartbeat that has found out whose data the master has; then only what was stamped since is
 * believed: others may have been cut off too, and still owe Redis what they have changed.
 *
 * <p>Safe for all threads, lock-free.
 */
final class Faith {

    /** Nothing is believed. */
    static final long NOTHING = Long.MAX_VALUE;

    private final AtomicReference<State> state = new AtomicReference<>(new State(NOTHING, false));

    /**
     * Compared by identity: it is another one after every loss.
     *
     * @param believedFrom stamps before this, in microseconds of the master's clock, are not believed
     * @param wasLost whether the contact has been lost since the start
     */
    static final class State {
        private final long believedFrom;
        private final boolean wasLost;

        private State(long believedFrom, boolean wasLost) {
            this.believedFrom = believedFrom;
            this.wasLost = wasLost;
        }

        boolean holds() {
            return believedFrom != NOTHING;
        }

        long believedFrom() {
            return believedFrom;
        }
    }

    State state() {
        return state.get();
    }

    /** @return whether there was any to lose */
    boolean lost() {
        return state.getAndSet(new State(NOTHING, true)).holds();
    }

    /**
     * A heartbeat has been answered, and the master's data are those of its run.
     *
     * @param before {@link #state} when the heartbeat was sent: what was lost since stays lost
     * @param serverTime microseconds of the master's clock when it answered
     * @return whether it had been lost, and is there again
     */
    boolean regained(State before, long serverTime) {
        if (before.holds()) {
            return false;
        }
        return state.compareAndSet(before, new State(before.wasLost ? serverTime : 0, before.wasLost));
    }
}
