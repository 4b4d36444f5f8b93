package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.OnFailure;
import io.throughline.it.protocol.Rule;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.stress.AlteredScripts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker finds what goes wrong if a rule of the protocol is missing. The test takes the rule out on the way to Redis. */
class AlteredRulesTest {

    private static final int ATTEMPTS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** With {@code on_failure=reject} and long timeouts, so that nothing else could be the reason. */
    @ParameterizedTest
    @CsvSource({
        "LOCK, WORKER_KILLED_AFTER_COMMIT", // what it committed, nobody is told
        "FENCE, SLOW_NETWORK" // a put comes after the settle
    })
    void aRuleThatIsMissingIsFound(Rule rule, Fault fault) {
        try (HistoryRun run = new HistoryRun(OnFailure.REJECT, TIMEOUT, (redis, relays) -> {
            try (RedisConnection connection = redis.connect()) {
                AlteredScripts altered = new AlteredScripts(connection, rule.takenOut());
                relays.forEach(altered::install);
            }
        })) {
            assertStaleReads("without " + rule, run, fault::inject, Duration.ofSeconds(2));
        }
    }

    /** What Redis holds after it was restarted from an old snapshot is told from its own by the name of the run alone. */
    @Test
    void anIdentityThatIsForgedIsFound() {
        try (HistoryRun run = new HistoryRun(OnFailure.REJECT, TIMEOUT, (redis, relays) -> {})) {
            assertStaleReads(
                    "with a forged identity",
                    run,
                    RedisFaults::restartAllWithOldSnapshotUnderTheNewName,
                    Duration.ofSeconds(1));
        }
    }

    private static void assertStaleReads(String when, HistoryRun run, Fault.Injection injection, Duration attempt) {
        List<StaleRead> stale = List.of();
        for (int i = 0; i < ATTEMPTS && stale.isEmpty(); i++) {
            run.explore(Fault.NONE, injection, attempt);
            List<FaultReport> reports = run.reports();
            stale = reports.get(reports.size() - 1).stale();
        }
        assertThat(stale).as("stale reads " + when).isNotEmpty();
        System.out.println("Found " + when + ": " + stale.get(0).explanation());
    }
}
