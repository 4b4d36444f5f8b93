package io.throughline.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Counts what one session factory's near cache does, and its calls to the near caches of other nodes.
 *
 * <p>It may be used by any thread.
 */
public final class NearActivity {

    private final LongAdder called = new LongAdder();
    private final LongAdder heard = new LongAdder();
    private final LongAdder expelled = new LongAdder();
    private final LongAdder wasExpelled = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private volatile LongConsumer waitListener = nanos -> {};
    private volatile BooleanSupplier holdsLease = () -> false;
    private volatile LongSupplier entries = () -> 0;

    /** Supplies what is not counted here. */
    public void observe(BooleanSupplier lease, LongSupplier size) {
        holdsLease = lease;
        entries = size;
    }

    /** @param listener is told how many nanoseconds each wait for words took */
    public void onWait(LongConsumer listener) {
        waitListener = listener;
    }

    /** This node has called members that keep near what it changes. */
    public void called() {
        called.increment();
    }

    /** This node has been called. */
    public void heard() {
        heard.increment();
    }

    /** Members have not given their word in time. */
    public void expelled(int members) {
        expelled.add(members);
    }

    /** This node was expelled, or the registry was lost. */
    public void wasExpelled() {
        wasExpelled.increment();
    }

    public void waitedForWords(long nanos) {
        waits.increment();
        waited.add(nanos);
        waitListener.accept(nanos);
    }

    /** Calls for which there were members. */
    public long callsSent() {
        return called.sum();
    }

    /** Calls that this node has heard. */
    public long callsHeard() {
        return heard.sum();
    }

    /** Members that this node has expelled. */
    public long expulsions() {
        return expelled.sum();
    }

    /** How often this node has found itself expelled. */
    public long ownExpulsions() {
        return wasExpelled.sum();
    }

    /** How often commits waited for words. */
    public long waits() {
        return waits.sum();
    }

    /** How long commits waited for words, in nanoseconds. */
    public long nanosWaited() {
        return waited.sum();
    }

    /** Whether this node may answer from its near cache now. */
    public boolean holdsLease() {
        return holdsLease.getAsBoolean();
    }

    /** Approximately how many entries are kept near. */
    public long entries() {
        return entries.getAsLong();
    }
}
