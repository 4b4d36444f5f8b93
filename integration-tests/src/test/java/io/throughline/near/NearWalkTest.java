package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.protocol.Altered;
import io.throughline.it.settings.LogCapture;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/**
 * near.py's random histories with the real scripts and the real classes: nobody is given less than was known when they began. {@code
 * -Dthroughline.near.model.seconds=600} explores for longer. {@code -Dthroughline.near.model.seed} begins with that history, which is the same each
 * time.
 */
class NearWalkTest {

    private static final long SECONDS = Long.getLong("throughline.near.model.seconds", 5);
    private static final long SEED = Long.getLong("throughline.near.model.seed", System.nanoTime());
    /** Without a rule one history in some thousand is stale, or more. */
    private static final int ENOUGH = 100_000;

    private static LogCapture quiet;

    /** That members are expelled is said at WARN. */
    @BeforeAll
    static void becomeQuiet() {
        System.out.println("NearWalkTest: -Dthroughline.near.model.seed=" + SEED);
        quiet = new LogCapture(Level.ERROR);
    }

    @AfterAll
    static void speak() {
        quiet.close();
    }

    @Test
    void nobodyIsGivenLessThanWasKnown() {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        try (WalkServer server = new WalkServer(Altered.shipped())) {
            for (long seed = SEED; seed == SEED || System.nanoTime() < end; seed++) {
                assertThat(new NearWalk(server, null, seed).goesStale())
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    /** So that the above can be believed. */
    @ParameterizedTest
    @EnumSource
    void withoutARuleOneIs(WalkRule rule) {
        Optional<String> stale;
        long seed = SEED;
        try (WalkServer server = new WalkServer(rule.takenOut())) {
            stale = new NearWalk(server, rule, rule.earlierSeed()).goesStale();
            while (stale.isEmpty() && seed < SEED + ENOUGH) {
                stale = new NearWalk(server, rule, seed++).goesStale();
            }
        }
        assertThat(stale).as("in %d histories from seed %d", ENOUGH, SEED).isPresent();
    }
}
