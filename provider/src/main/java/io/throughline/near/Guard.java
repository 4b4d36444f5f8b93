package io.throughline.near;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Decides by numbers whether an entry that was read may still be used. Each call has a number. A key's slot remembers the last call that named it,
 * and a read remembers the last call before it began. An entry stands while its key has not been called since. So a read that was under way when its
 * key was called fills nothing that lasts, and an entry is dropped by writing a number.
 *
 * <p>Safe for all threads, lock-free.
 */
final class Guard {

    private static final int SLOTS = 1 << 16;

    private final AtomicLong calls = new AtomicLong();
    /** A megabyte; allocated when a key is first looked at or called. */
    private volatile @Nullable Slots slots;

    private final Map<String, OfRegion> regions = new ConcurrentHashMap<>();

    /** The calls of keys. */
    private static final class Slots {
        private final AtomicLongArray called = new AtomicLongArray(SLOTS);
        private final AtomicLongArray fillsAfter = new AtomicLongArray(SLOTS);
    }

    /** The calls of a region as a whole. */
    static final class OfRegion {
        private final AtomicLong called = new AtomicLong();
        private final AtomicLong fillsAfter = new AtomicLong();
    }

    private Slots slots() {
        Slots known = slots;
        return known == null ? made() : known;
    }

    private synchronized Slots made() {
        Slots known = slots;
        if (known == null) {
            known = new Slots();
            slots = known;
        }
        return known;
    }

    static int slot(int hash) {
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }

    OfRegion region(String name) {
        return regions.computeIfAbsent(name, n -> new OfRegion());
    }

    /** A ticket, to be taken before a read. */
    long ticket() {
        return calls.get();
    }

    /**
     * @param hashes of the keys that are called; {@code null}: the whole region
     * @param deadline microseconds of the servers' clocks: what is read before it fills nothing; 0: whatever is read from now on may fill
     */
    void called(String region, int @Nullable [] hashes, long deadline) {
        // the deadline comes first: a ticket that is taken after the number was given must find it
        if (hashes == null) {
            OfRegion whole = region(region);
            raise(whole.fillsAfter, deadline);
            raise(whole.called, calls.incrementAndGet());
            return;
        }
        Slots keys = slots();
        for (int hash : hashes) {
            raise(keys.fillsAfter, slot(hash), deadline);
        }
        long number = calls.incrementAndGet();
        for (int hash : hashes) {
            raise(keys.called, slot(hash), number);
        }
    }

    /** Whether the key has not been called since the ticket was taken. */
    boolean stands(int slot, OfRegion region, long ticket) {
        return slots().called.get(slot) <= ticket && region.called.get() <= ticket;
    }

    /** @param asOf lower bound of the servers' clocks before the read */
    boolean mayFill(int slot, OfRegion region, long asOf) {
        return slots().fillsAfter.get(slot) < asOf && region.fillsAfter.get() < asOf;
    }

    private static void raise(AtomicLong of, long to) {
        of.accumulateAndGet(to, Math::max);
    }

    private static void raise(AtomicLongArray of, int at, long to) {
        of.accumulateAndGet(at, to, Math::max);
    }
}
