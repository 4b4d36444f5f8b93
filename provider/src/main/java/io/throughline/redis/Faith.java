package io.throughline.redis;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether this node uses what a master holds, and from which stamp on. Faith is lost with the contact: when a command or a heartbeat fails, or a
 * connection breaks. It returns with a heartbeat that has found out whose data the master has. From then on, only what was stamped since is
 * used, because other nodes may have been cut off too, and may still owe Redis what they have changed.
 *
 * <p>If this process itself stood still, faith is only in doubt. The node then waits until any node that was cut off meanwhile has settled what it
 * owes. If a heartbeat then finds the same run, the node again uses what it used before. A loss during the wait is a loss.
 *
 * <p>Safe for all threads, lock-free.
 */
final class Faith {

    /** Nothing is believed. */
    static final long NOTHING = Long.MAX_VALUE;

    private final AtomicReference<State> state = new AtomicReference<>(new State(NOTHING, false, NOTHING, 0));

    /**
     * Compared by identity: it is another object after every loss.
     *
     * @param believedFrom stamps before this, in microseconds of the master's clock, are not believed
     * @param wasLost whether contact has been lost since the start
     * @param kept the stamp from which the node will believe when the doubt is over; {@link #NOTHING} if there is no doubt
     * @param notBefore a heartbeat that is sent before this, in local nanoseconds, ends no doubt
     */
    static final class State {
        private final long believedFrom;
        private final boolean wasLost;
        private final long kept;
        private final long notBefore;

        private State(long believedFrom, boolean wasLost, long kept, long notBefore) {
            this.believedFrom = believedFrom;
            this.wasLost = wasLost;
            this.kept = kept;
            this.notBefore = notBefore;
        }

        private State doubted(long until) {
            return new State(NOTHING, wasLost, holds() ? believedFrom : kept, until);
        }

        private boolean isDoubted() {
            return kept != NOTHING;
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

    /** @return whether there was faith to lose */
    boolean lost() {
        return state.getAndSet(new State(NOTHING, true, NOTHING, 0)).holds();
    }

    /**
     * Nothing is believed until the doubt is over; then everything is believed that was believed before.
     *
     * @param until local nanoseconds
     */
    void doubted(long until) {
        state.updateAndGet(known -> known.holds() || known.isDoubted() ? known.doubted(until) : known);
    }

    /**
     * A heartbeat has been answered, and the master's data are those of its run.
     *
     * @param before {@link #state} when the heartbeat was sent: what was lost since stays lost
     * @param sentAt local nanoseconds when it was sent
     * @param serverTime microseconds of the master's clock when it answered
     * @return whether faith had been lost, and has returned
     */
    boolean regained(State before, long sentAt, long serverTime) {
        if (before.holds()) {
            return false;
        }
        if (before.isDoubted()) {
            return sentAt - before.notBefore >= 0
                    && state.compareAndSet(before, new State(before.kept, before.wasLost, NOTHING, 0));
        }
        return state.compareAndSet(before, new State(before.wasLost ? serverTime : 0, before.wasLost, NOTHING, 0));
    }
}
