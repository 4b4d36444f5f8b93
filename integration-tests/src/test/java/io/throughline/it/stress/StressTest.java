package io.throughline.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.protocol.Altered;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code -Dthroughline.stress.seconds=60} says how long; 12 s otherwise. */
class StressTest {

    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("throughline.stress.seconds", 12));

    @Test
    void noReadIsStale() throws Exception {
        try (Stress stress = new Stress(relay -> {})) {
            stress.run(DURATION, false);
            System.out.println("Stress of " + DURATION.toSeconds() + " s: " + stress);
            assertThat(stress.staleReads()).as(stress.toString()).isZero();
            assertThat(stress.failures()).as(stress.toString()).isZero();
            assertThat(stress.hits()).as(stress.toString()).isGreaterThan(stress.reads() / 20);
            assertThat(stress.writesThrough()).as(stress.toString()).isPositive();
        }
    }

    @Test
    void noReadIsStaleWithNearCaches() throws Exception {
        try (Stress stress = Stress.near()) {
            stress.run(DURATION.dividedBy(2), false);
            System.out.println("Stress of " + DURATION.toSeconds() / 2 + " s with near caches: " + stress
                    + ", near hits: " + stress.nearHits());
            assertThat(stress.staleReads()).as(stress.toString()).isZero();
            assertThat(stress.failures()).as(stress.toString()).isZero();
            assertThat(stress.nearHits()).as(stress.toString()).isPositive();
        }
    }

    @Test
    void withoutTheFenceSomeAre() throws Exception {
        AlteredScripts withoutFence = AlteredScripts.of(Altered.shipped()
                .inRecords("if to <= fence_of(s) then return end", "do return end")
                .scripts());
        try (Stress stress = new Stress(withoutFence::install)) {
            stress.run(Duration.ofSeconds(60), true);
            System.out.println("Stress without the fence, until the first stale read: " + stress);
            assertThat(stress.staleReads()).as(stress.toString()).isPositive();
        }
    }
}
