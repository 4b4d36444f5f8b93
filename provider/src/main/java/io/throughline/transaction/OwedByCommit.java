package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.List;

/**
 * What a transaction owes once it has committed: a copy that any thread may read.
 *
 * @param token of its locks, closers and marks
 * @param evicted entries that no lock protects
 * @param written entries that it has locked
 * @param closed regions that its bulk statements change
 * @param marked query spaces that it changes
 */
record OwedByCommit(
        Token token,
        List<EntryAddress> evicted,
        List<EntryAddress> written,
        List<RegionAddress> closed,
        List<SpaceAddress> marked) {

    /** Adds what no lock protects: others may read its old state. */
    void evictions(Unsettled unsettled) {
        evicted.forEach(address -> unsettled.add(address, token));
    }

    /** Adds what is a miss for everybody, as long as locks, closers and marks last. */
    void locked(Unsettled unsettled) {
        written.forEach(address -> unsettled.add(address, token));
        closed.forEach(region -> unsettled.add(region, token));
        marked.forEach(space -> unsettled.add(space, token));
    }

    /** Adds everything that is owed. */
    void all(Unsettled unsettled) {
        evictions(unsettled);
        locked(unsettled);
    }
}
