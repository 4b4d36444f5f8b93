package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Redis was lately known to hold in the version that was loaded, so that a query that loads the same rows again does not ask for each of them whether it would be stored.
 *
 * <p>A memory that may err costs a put and no more: a reader that misses the entry loads and puts it, for what was missed is forgotten. So it is small, and other
 * nodes' evictions are learned of by time alone. What was there before the contact with Redis was lost counts for nothing.
 *
 * <p>Safe for all threads, lock-free.
 */
public final class PresentLately {

    private static final int SLOTS = 1 << 15;
    /** Of so many slots an entry takes one: the oldest. */
    private static final int WAYS = 4;

    /** A tick is 67 ms: nanoseconds without so many bits. */
    private static final int TICK_BITS = 26;
    /** So many bits of a slot are ticks, the others tell what it is of. They come round after 13 days. */
    private static final int TIME_BITS = 24;

    private static final long TIME_MASK = (1L << TIME_BITS) - 1;
    private static final long LATELY = TimeUnit.SECONDS.toNanos(10) >> TICK_BITS;
    private static final long NOTHING = 0;

    private final LongSupplier nanoTime;
    /** A quarter of a megabyte: not there before something is known. */
    private volatile @Nullable AtomicLongArray slots;

    /** @param nanoTime as {@link System#nanoTime} */
    public PresentLately(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The entry is there.
     *
     * @param believedFrom as of the pipeline
     */
    void seen(EntryAddress address, @Nullable Object version, long believedFrom) {
        AtomicLongArray known = made();
        long ticks = ticks();
        int first = set(address);
        int oldest = first;
        long oldestAge = -1;
        for (int i = first; i < first + WAYS; i++) {
            long slot = known.get(i);
            long age = slot == NOTHING ? Long.MAX_VALUE : ticks - slot & TIME_MASK;
            if (age > oldestAge) {
                oldest = i;
                oldestAge = age;
            }
        }
        known.set(oldest, mark(address, version, believedFrom) | ticks);
    }

    /** Whether there is any point in asking. */
    boolean knowsAnything() {
        return slots != null;
    }

    /** Whether the entry was there, in this version, within the last ten seconds. */
    boolean knows(EntryAddress address, @Nullable Object version, long believedFrom) {
        AtomicLongArray known = slots;
        if (known == null) {
            return false;
        }
        long mark = mark(address, version, believedFrom);
        int first = set(address);
        for (int i = first; i < first + WAYS; i++) {
            long slot = known.get(i);
            if ((slot & ~TIME_MASK) == mark && (ticks() - slot & TIME_MASK) <= LATELY) {
                return true;
            }
        }
        return false;
    }

    /** It has gone, or may have; which versions of it were known is not asked, so that what shares its slots goes too. */
    void forget(EntryAddress address) {
        AtomicLongArray known = slots;
        if (known != null) {
            int first = set(address);
            for (int i = first; i < first + WAYS; i++) {
                known.set(i, NOTHING);
            }
        }
    }

    /** All may have gone. */
    void forgetAll() {
        slots = null;
    }

    private AtomicLongArray made() {
        AtomicLongArray known = slots;
        if (known == null) { // of two that come first one makes it in vain
            known = new AtomicLongArray(SLOTS);
            slots = known;
        }
        return known;
    }

    private long ticks() {
        return nanoTime.getAsLong() >> TICK_BITS & TIME_MASK;
    }

    /** The first slot of those that the entry may be in. */
    private static int set(EntryAddress address) {
        return (int) mix(address.hashCode()) & SLOTS - WAYS;
    }

    /** Never {@link #NOTHING}. */
    private static long mark(EntryAddress address, @Nullable Object version, long believedFrom) {
        long mixed = mix(address.hashCode() + mix(Objects.hashCode(version) + mix(believedFrom)));
        return (mixed | Long.MIN_VALUE) & ~TIME_MASK;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
