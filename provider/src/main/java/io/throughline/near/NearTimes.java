package io.throughline.near;

import java.time.Duration;

/**
 * Lengths of time on which members and writers have to agree, so that neither has to ask the other.
 *
 * @param lease how long a writer waits that has expelled a member
 * @param claim how long a writer that has found nobody assumes that nobody is near; after that it looks again
 * @param fillsAfter the time after joining from which on a member may keep what it reads
 */
public record NearTimes(Duration lease, Duration claim, Duration fillsAfter) {

    private static final Duration CLAIM = Duration.ofSeconds(3);

    /**
     * {@code fillsAfter} is the sum of three times. A writer that has found nobody calls nobody for the length of a claim. If the registry is lost
     * meanwhile, the writer notices a lease later. A lock that was sent by then is executed by its deadline.
     *
     * @param longestDeadline how long after it was sent a lock may be executed, on any node
     */
    public static NearTimes of(Duration lease, Duration longestDeadline) {
        return new NearTimes(lease, CLAIM, CLAIM.plus(lease).plus(longestDeadline));
    }
}
