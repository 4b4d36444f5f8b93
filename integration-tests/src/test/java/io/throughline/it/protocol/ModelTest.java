package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * protocol.py's random histories against the real scripts: a hit never returns less than a value that was known before the
 * reader began. {@code -Dthroughline.model.seconds=600} explores for longer, {@code -Dthroughline.model.seed} begins with the same
 * decisions again (the server's clock has a say too, so that a violation may take several runs to come back).
 */
class ModelTest {

    private static final long SECONDS = Long.getLong("throughline.model.seconds", 5);
    private static final long SEED = Long.getLong("throughline.model.seed", System.nanoTime());

    /** Without the fence one history in about a hundred is stale; this many find one but for one run in e^50. */
    private static final int ENOUGH = 5000;

    private RedisConnection redis;

    @BeforeEach
    void connect() {
        redis = TestServers.redis().connect();
        System.out.println("ModelTest: -Dthroughline.model.seed=" + SEED);
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Test
    void noReaderIsGivenLessThanWasKnown() {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        CallRunner runner = new CallRunner(redis);
        Random random = new Random(SEED);
        Optional<String> violation = Optional.empty();
        int histories = 0;
        do {
            violation = violation(new Walk(runner, random));
            histories++;
        } while (violation.isEmpty() && System.nanoTime() < end);
        assertThat(violation).as("history %d of seed %d", histories, SEED).isEmpty();
    }

    /** So that the above can be believed. */
    @Test
    void withoutTheFenceOneIs() {
        CallRunner runner = new CallRunner(redis, Rule.FENCE.takenOut());
        Random random = new Random(SEED);
        Optional<String> violation = Optional.empty();
        for (int histories = 0; violation.isEmpty() && histories < ENOUGH; histories++) {
            violation = violation(new Walk(runner, random, 1 << 2 * (histories / 1000)));
        }
        assertThat(violation)
                .as("a stale read in %d histories of seed %d", ENOUGH, SEED)
                .isPresent();
    }

    private static Optional<String> violation(Walk walk) {
        return walk.endsStale() ? Optional.of(walk.log()) : Optional.empty();
    }
}
