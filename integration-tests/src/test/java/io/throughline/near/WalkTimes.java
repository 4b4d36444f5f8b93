package io.throughline.near;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long things last in a {@link NearWalk}, by its clock; each much longer than a step, which is a microsecond. */
final class WalkTimes {

    static final Duration LEASE = Duration.ofMillis(2200);
    /** How much later than it was sent a LOCK may be executed. */
    static final Duration DEADLINE = Duration.ofMillis(1000);

    private static final Duration CLAIM = Duration.ofMillis(1000);
    private static final Duration FOREVER = Duration.ofDays(1);

    private WalkTimes() {}

    /** Of those who keep something near. */
    static NearTimes ofMembers(@Nullable WalkRule without) {
        return new NearTimes(
                without == WalkRule.LEASE ? FOREVER : LEASE,
                CLAIM,
                without == WalkRule.JOIN ? Duration.ZERO : CLAIM.plus(LEASE).plus(DEADLINE));
    }

    /** Of those who change something. */
    static NearTimes ofWriters(@Nullable WalkRule without) {
        return new NearTimes(
                without == WalkRule.SINCE ? Duration.ZERO : LEASE,
                without == WalkRule.FRESH ? FOREVER : CLAIM,
                Duration.ZERO);
    }
}
