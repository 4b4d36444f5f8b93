package io.throughline.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What the near caches of one session factory do, its own and those that it calls.
 *
 * <p>Safe for all threads.
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

    /** Who knows the rest. */
    public void observe(BooleanSupplier lease, LongSupplier size) {
        holdsLease = lease;
        entries = size;
    }

    /** @param listener told how many nanoseconds each wait for words took */
    public void onWait(LongConsumer listener) {
        waitListener = listener;
    }

    /** Members have been called that keep near what this node changes. */
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

    /** Calls that members have been named for. */
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

    /** How often words were waited for. */
    public long waits() {
        return waits.sum();
    }

    /** How long words were waited for, in nanoseconds. */
    public long nanosWaited() {
        return waited.sum();
    }

    /** Whether this node may answer from its near cache just now. */
    public boolean holdsLease() {
        return holdsLease.getAsBoolean();
    }

    /** How many entries are kept near, about. */
    public long entries() {
        return entries.getAsLong();
    }
}
