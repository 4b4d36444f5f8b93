package io.throughline.near;

import org.jspecify.annotations.Nullable;

/**
 * What a writer knows of the registry. Each heartbeat looks at it, and so does each CALL. While the writer has found nobody there, and looked not long ago, it calls nobody. If it has known the registry for less than
 * the length of a lease, the registry says nothing of older leases (it was lost: evicted, flushed, restarted, or taken back by a failover), and the writer waits for the rest of that length.
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
     * @param contact with home: another object after each loss. The same registry after one may be another, taken back by a failover
     * @param nonce empty if it is missing
     * @param sentAt local nanoseconds
     * @param unknownUntil local nanoseconds: leases that it says nothing of have run out by then
     */
    private record Look(Object contact, String nonce, boolean foundSomebody, long sentAt, long unknownUntil) {}

    /** @param times the lease is that of this node's own setting */
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

    /** The longest that anybody has been heard of with, in nanoseconds. */
    long longestLease() {
        return longestLease;
    }

    /**
     * @param contact with home, {@code null} if it was lost between question and answer
     * @return local nanoseconds: until then leases may stand that the answer says nothing of
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
     * Whether nobody who is found now has anything: there was nobody a moment ago, and who has joined since keeps nothing of what he reads by now. Leases from before may stand nonetheless.
     */
    boolean foundNobodyLately(long now) {
        Look known = last;
        return known != null && isStillNobody(known, now);
    }

    private boolean isStillNobody(Look look, long now) {
        return !look.foundSomebody && now - look.sentAt <= claim;
    }

    /** Whether somebody was there when it was last looked. */
    boolean foundSomebody() {
        Look known = last;
        return known != null && known.foundSomebody;
    }

    /**
     * Home has not answered.
     *
     * @param at local nanoseconds when that was known
     * @return local nanoseconds: nobody whom the same outage cuts off answers from his near cache after that
     */
    synchronized long failed(long at) {
        if (!failing) {
            failing = true;
            failingSince = at;
        }
        return failingSince + longestLease;
    }
}
