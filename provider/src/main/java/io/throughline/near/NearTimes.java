package io.throughline.near;

import java.time.Duration;

/**
 * Lengths of time on which members and writers have to agree, so that neither need ask.
 *
 * @param lease for which a writer waits that has expelled a member
 * @param claim for which a writer that has found nobody takes it that nobody is near; after that it looks again
 * @param fillsAfter the time after joining from which on a member may keep what it reads
 */
public record NearTimes(Duration lease, Duration claim, Duration fillsAfter) {

    private static final Duration CLAIM = Duration.ofSeconds(3);

    /**
     * Whoever has found nobody calls nobody for the length of a claim; a registry that is lost meanwhile is noticed a lease later; and a lock that was sent by then is executed by its deadline.
     *
     * @param longestDeadline until which a lock may be executed after it was sent, on any node
     */
    public static NearTimes of(Duration lease, Duration longestDeadline) {
        return new NearTimes(lease, CLAIM, CLAIM.plus(lease).plus(longestDeadline));
    }
}
