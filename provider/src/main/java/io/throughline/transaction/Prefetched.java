package io.throughline.transaction;

import io.throughline.near.Ticket;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records that were fetched together because they are about to be requested one by one. Each serves one get, with all of READ's checks. All are
 * dropped when the transaction ends or changes anything, and when its thread evicts anything. They are also dropped after a second, or when none has
 * been requested for a tenth of a second.
 */
final class Prefetched {

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<EntryAddress, Fetched> records = new HashMap<>();
    private final Evictions evictions;
    private final LongSupplier clock;
    private long lastUsed;
    private long evictionsBefore;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    Prefetched(Evictions evictions, LongSupplier clock) {
        this.evictions = evictions;
        this.clock = clock;
    }

    private record Fetched(FetchedRecords records, long at) {}

    /** Something is about to be fetched: records that were not requested in time are dropped; the rest stays. */
    void begin() {
        dropOld();
        evictionsBefore = evictions.count();
        lastUsed = clock.getAsLong();
    }

    /** @param ticket taken before they were fetched, {@code null} if they are not kept near */
    void add(Map<EntryAddress, EntryRecords> fetched, @Nullable Ticket ticket) {
        lastUsed = clock.getAsLong();
        fetched.forEach(
                (address, read) -> records.put(address, new Fetched(new FetchedRecords(read, ticket), lastUsed)));
    }

    boolean contains(EntryAddress address) {
        return get(address) != null;
    }

    @Nullable
    FetchedRecords take(EntryAddress address) {
        Fetched known = get(address);
        if (known == null) {
            return null;
        }
        records.remove(address);
        lastUsed = clock.getAsLong();
        return known.records();
    }

    private @Nullable Fetched get(EntryAddress address) {
        if (evictionsBefore != evictions.count()) {
            records.clear();
        }
        Fetched known = records.get(address);
        long now = clock.getAsLong();
        return known != null && now - lastUsed < IDLE_NANOS && now - known.at() < LIFE_NANOS ? known : null;
    }

    private void dropOld() {
        long now = clock.getAsLong();
        if (now - lastUsed >= IDLE_NANOS || evictionsBefore != evictions.count()) {
            records.clear();
        } else {
            records.values().removeIf(known -> now - known.at() >= LIFE_NANOS);
        }
    }

    void clear() {
        records.clear();
    }
}
