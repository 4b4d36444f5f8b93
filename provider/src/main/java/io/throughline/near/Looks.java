package io.throughline.near;

import org.jspecify.annotations.Nullable;

/**
 * What a writer knows of the registry. Each heartbeat looks at it, and so does each CALL. While the writer has found nobody there, and has looked
 * recently, it calls nobody. The registry may have been lost (evicted, flushed, restarted, or taken back by a failover), and then says nothing of
 * older leases. A writer that has known it for less than the length of a lease therefore waits for the rest of that length.
 *
 * <p>Safe for all threads.
 */
final class Looks {

    private final long claim;
    private volatile @Nullable Look last;
    private volatile long longestLease;
    private boolean failing;
    private long failingSince;

    /**
     * @param contact with home: another object after each loss. The same nonce after a loss may be another registry, taken back by a failover
     * @param nonce of the registry; empty if the registry is missing
     * @param sentAt local nanoseconds
     * @param unknownUntil local nanoseconds at which leases that the registry does not know have run out
     */
    private record Look(Object contact, String nonce, boolean foundSomebody, long sentAt, long unknownUntil) {}

    /** @param times the lease in it is this node's own setting */
    Looks(NearTimes times) {
        this.longestLease = times.lease().toNanos();
        this.claim = times.claim().toNanos();
    }

    /** A member's lease has been heard of. */
    void leaseIs(long nanos) {
        if (nanos > longestLease) {
            longestLease = nanos;
        }
    }

    /** The longest lease that this node has heard of, in nanoseconds. */
    long longestLease() {
        return longestLease;
    }

    /**
     * @param contact with home, {@code null} if it was lost between question and answer
     * @return local nanoseconds until which leases may stand that the answer does not know
     */
    synchronized long looked(
            @Nullable Object contact, long sentAt, long answeredAt, String nonce, boolean foundSomebody) {
        failing = false;
        Look known = last;
        boolean continues = known != null
                && (!nonce.isEmpty() && contact != null && known.contact == contact && known.nonce.equals(nonce)
                        || !known.foundSomebody && answeredAt - known.sentAt <= claim);
        long unknownUntil = known != null && continues ? known.unknownUntil : answeredAt + longestLease;
        if (known == null || sentAt - known.sentAt > 0) {
            last = new Look(contact == null ? new Object() : contact, nonce, foundSomebody, sentAt, unknownUntil);
        }
        return unknownUntil;
    }

    boolean foundNobody(long now) {
        Look known = last;
        return known != null && isStillNobody(known, now) && now - known.unknownUntil >= 0;
    }

    /**
     * Whether members that are found now hold nothing yet. There was nobody a moment ago, and a member that has joined since does not keep what it
     * reads yet. Leases from before may still stand.
     */
    boolean foundNobodyLately(long now) {
        Look known = last;
        return known != null && isStillNobody(known, now);
    }

    private boolean isStillNobody(Look look, long now) {
        return !look.foundSomebody && now - look.sentAt <= claim;
    }

    /** Whether the last look has found somebody. */
    boolean foundSomebody() {
        Look known = last;
        return known != null && known.foundSomebody;
    }

    /**
     * Home has not answered.
     *
     * @param at local nanoseconds when that became known
     * @return local nanoseconds after which no node that the same outage has cut off answers from its near cache
     */
    synchronized long failed(long at) {
        if (!failing) {
            failing = true;
            failingSince = at;
        }
        return failingSince + longestLease;
    }
}
