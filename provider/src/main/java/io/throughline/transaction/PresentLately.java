package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Redis was recently known to hold, in the version that was loaded. If a query loads the same rows again, it need not ask for each of them
 * whether it would be stored.
 *
 * <p>An error of this memory costs a put and no more: a miss makes it forget the entry, so the reader loads and puts it. The memory is therefore
 * small, and it learns of other nodes' evictions only by forgetting with time. What was there before contact with Redis was lost does not count.
 *
 * <p>Safe for all threads, lock-free.
 */
public final class PresentLately {

    private static final int SLOTS = 1 << 15;
    /** An entry takes the oldest of this many slots. */
    private static final int WAYS = 4;

    /** A tick is 67 ms: a time in nanoseconds without this many bits. */
    private static final int TICK_BITS = 26;
    /** This many bits of a slot are ticks, which repeat after 13 days. The other bits identify the entry. */
    private static final int TIME_BITS = 24;

    private static final long TIME_MASK = (1L << TIME_BITS) - 1;
    private static final long LATELY = TimeUnit.SECONDS.toNanos(10) >> TICK_BITS;
    private static final long NOTHING = 0;

    private final LongSupplier nanoTime;
    /** A quarter of a megabyte; allocated when there is something to remember. */
    private volatile @Nullable AtomicLongArray slots;

    /** @param nanoTime as {@link System#nanoTime} */
    public PresentLately(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The entry is there.
     *
     * @param believedFrom as the pipeline gives it
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

    /** The entry has gone, or may have. The version is not looked at, so whatever shares its slots goes too. */
    void forget(EntryAddress address) {
        AtomicLongArray known = slots;
        if (known != null) {
            int first = set(address);
            for (int i = first; i < first + WAYS; i++) {
                known.set(i, NOTHING);
            }
        }
    }

    /** All entries may have gone. */
    void forgetAll() {
        slots = null;
    }

    private AtomicLongArray made() {
        AtomicLongArray known = slots;
        if (known == null) { // if two threads come first, one of them makes it in vain
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
