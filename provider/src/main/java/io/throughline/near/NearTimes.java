package io.throughline.near;

import java.time.Duration;

/**
 * How long things hold that members and those who change something have to agree on, so that neither need ask.
 *
 * @param lease that those wait for who have expelled a member
 * @param claim nobody is near for so long once nobody was found: whoever finds nobody looks again after that
 * @param fillsAfter what a member reads later than this after it has joined it may keep
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
