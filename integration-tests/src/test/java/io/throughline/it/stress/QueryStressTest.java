package io.throughline.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.protocol.Altered;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dthroughline.stress.seconds=60} says how long, for both layouts together; 20 s otherwise. */
class QueryStressTest {

    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("throughline.stress.seconds", 20));

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "SHALLOW"})
    void noResultIsStale(String layout) throws Exception {
        try (QueryStress stress = new QueryStress(layout, relay -> {})) {
            stress.run(DURATION.dividedBy(2), false);
            System.out.println("Query stress of " + DURATION.toSeconds() / 2 + " s, " + layout + ": " + stress);
            assertThat(stress.staleReads()).as(stress.toString()).isZero();
            assertThat(stress.failures()).as(stress.toString()).isZero();
            assertThat(stress.queryHits()).as(stress.toString()).isPositive();
            assertThat(stress.crashes()).as(stress.toString()).isPositive();
        }
    }

    @Test
    void noResultIsStaleWithNearCaches() throws Exception {
        try (QueryStress stress = QueryStress.near("FULL")) {
            stress.run(DURATION.dividedBy(4), false);
            System.out.println("Query stress of " + DURATION.toSeconds() / 4 + " s with near caches: " + stress
                    + ", near hits: " + stress.nearHits());
            assertThat(stress.staleReads()).as(stress.toString()).isZero();
            assertThat(stress.failures()).as(stress.toString()).isZero();
            assertThat(stress.nearHits()).as(stress.toString()).isPositive();
        }
    }

    @Test
    void withoutPendingMarksSomeAre() throws Exception {
        AlteredScripts withoutMarks = AlteredScripts.of(Altered.shipped()
                .in(
                        "close",
                        "for _, key in ipairs(KEYS) do",
                        "if #KEYS == 1 then return 1 end for _, key in ipairs(KEYS) do") // a space's key stands alone
                .scripts());
        try (QueryStress stress = new QueryStress("FULL", withoutMarks::install)) {
            stress.run(Duration.ofSeconds(60), true);
            System.out.println("Query stress without pending marks, until the first stale result: " + stress);
            assertThat(stress.staleReads()).as(stress.toString()).isPositive();
        }
    }
}
