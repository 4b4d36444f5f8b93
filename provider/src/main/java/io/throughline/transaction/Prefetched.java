package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.StripeAndEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records that were fetched together because they are about to be asked for one by one. Each serves one get, with all of READ's checks; all go
 * when the transaction changes anything, when it ends, and after a tenth of a second.
 */
final class Prefetched {

    private static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Map<EntryAddress, Fetched> records = new HashMap<>();

    private record Fetched(StripeAndEntry records, long at) {
        boolean isFresh(long now) {
            return now - at < LIFE_NANOS;
        }
    }

    void add(Map<EntryAddress, StripeAndEntry> fetched) {
        long now = System.nanoTime();
        records.values().removeIf(known -> !known.isFresh(now));
        fetched.forEach((address, read) -> records.put(address, new Fetched(read, now)));
    }

    boolean contains(EntryAddress address) {
        Fetched known = records.get(address);
        return known != null && known.isFresh(System.nanoTime());
    }

    @Nullable
    StripeAndEntry take(EntryAddress address) {
        Fetched known = records.remove(address);
        return known != null && known.isFresh(System.nanoTime()) ? known.records() : null;
    }

    void clear() {
        records.clear();
    }
}
