package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NearTimesTest {

    /**
     * The longest that somebody goes on without calling a member that has joined: he has just found nobody (a claim), the registry was lost meanwhile, which he notices a lease later, and what he
     * locks then is locked by its deadline.
     */
    @Test
    void aMemberFillsAfterAllThatOthersMayDoWithoutKnowingOfIt() {
        Duration lease = Duration.ofMillis(750);
        Duration deadline = Duration.ofSeconds(2);
        NearTimes times = NearTimes.of(lease, deadline);
        assertThat(times.lease()).isEqualTo(lease);
        assertThat(times.claim()).isPositive();
        assertThat(times.fillsAfter())
                .isGreaterThanOrEqualTo(times.claim().plus(lease).plus(deadline));
    }

    /** Heartbeats look once a second: one that is late does not make a node call. */
    @Test
    void aClaimOutlivesAHeartbeatThatIsLate() {
        assertThat(NearTimes.of(Duration.ofMillis(750), Duration.ZERO).claim()).isGreaterThan(Duration.ofSeconds(2));
    }
}
