package io.throughline.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.EntryAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one kind that are kept near in a region.
 *
 * <p>Safe for all threads.
 */
public final class NearRegion {

    /** The end of an entry without a time to live. */
    static final long FOREVER = Long.MAX_VALUE;

    private final Membership membership;
    private final Guard guard;
    private final Guard.OfRegion region;
    private final String name;
    private final long ttlNanos;
    private final RegionActivity activity;
    private final Cache<Object, NearEntry> entries;

    NearRegion(
            Membership membership, Guard guard, String name, int mostEntries, long ttlMillis, RegionActivity activity) {
        this.membership = membership;
        this.guard = guard;
        this.region = guard.region(name);
        this.name = name;
        this.ttlNanos = ttlMillis == FOREVER ? Long.MAX_VALUE / 2 : TimeUnit.MILLISECONDS.toNanos(ttlMillis);
        this.activity = activity;
        this.entries = Caffeine.newBuilder()
                .maximumSize(mostEntries)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The entry's state, if it may be answered from here.
     *
     * @param key the key that {@link #fill} was given
     * @param asOf the reader's: only an entry stamped before it is returned
     */
    public @Nullable Object get(Object key, long asOf) {
        NearEntry entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        if (!stands(entry)) {
            entries.asMap().remove(key, entry);
            return null;
        }
        return entry.stamp() < asOf ? entry.value() : null;
    }

    /** Removes an entry that is of no use any more. */
    public void remove(Object key) {
        entries.invalidate(key);
    }

    /** Whether {@link #get} would find it now. */
    public boolean contains(Object key, long asOf) {
        NearEntry entry = entries.getIfPresent(key);
        return entry != null && entry.stamp() < asOf && stands(entry);
    }

    private boolean stands(NearEntry entry) {
        if (!membership.is(entry.lease()) || !guard.stands(entry.slot(), region, entry.ticket())) {
            return false;
        }
        Lease.Moment now = membership.now(); // taken last: the lease still stood when everything else was looked at
        return entry.until() - now.nanos() > 0 && entry.lease().stands(now);
    }

    /** A ticket, to be taken before a read; {@code null}: what the read finds cannot be kept. */
    public @Nullable Ticket ticket() {
        return membership.ticket(name);
    }

    /**
     * Keeps what was read from Redis and was a hit there, or what this node has stored there.
     *
     * @param key equal for equal entries
     * @param ticket from before it was read
     * @param stamp microseconds of the server's clock
     */
    public void fill(Object key, EntryAddress address, Object value, long stamp, Ticket ticket) {
        fill(key, Named.hash(address), value, stamp, ticket);
    }

    /** As {@link #fill(Object, EntryAddress, Object, long, Ticket)}, for what is not found by an entry's key. */
    void fill(Object key, int hash, Object value, long stamp, Ticket ticket) {
        int slot = Guard.slot(hash);
        long age = TimeUnit.MICROSECONDS.toNanos(membership.atMost() - stamp);
        if (age < ttlNanos && ticket.lease().mayFill(name, ticket.at()) && guard.mayFill(slot, region, ticket.asOf())) {
            activity.filledNear();
            entries.put(
                    key,
                    new NearEntry(
                            value,
                            stamp,
                            slot,
                            ticket.calls(),
                            ticket.lease(),
                            membership.now().nanos() + ttlNanos - age));
        }
    }

    /** Approximately how many entries are kept. */
    public long size() {
        return entries.estimatedSize();
    }
}
