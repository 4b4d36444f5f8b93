package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.OnFailure;
import io.throughline.it.protocol.Rule;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.stress.AlteredScripts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker finds what goes wrong if a rule of the protocol is missing, which the test takes out on the way to Redis. */
class AlteredRulesTest {

    private static final int ATTEMPTS = 20;
    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    /** With {@code on_failure=reject} and long timeouts, so that nothing else could be the reason. */
    @ParameterizedTest
    @EnumSource(names = {"LOCK", "FENCE"})
    void aRuleThatIsMissingIsFound(Rule rule) {
        try (HistoryRun run = new HistoryRun(OnFailure.REJECT, Duration.ofSeconds(10), (redis, relays) -> {
            try (RedisConnection connection = redis.connect()) {
                AlteredScripts altered = new AlteredScripts(connection, rule.takenOut());
                relays.forEach(altered::install);
            }
        })) {
            List<StaleRead> stale = List.of();
            for (int i = 0; i < ATTEMPTS && stale.isEmpty(); i++) {
                run.explore(Fault.SLOW_NETWORK, ATTEMPT);
                List<FaultReport> reports = run.reports();
                stale = reports.get(reports.size() - 1).stale();
            }
            assertThat(stale).as("stale reads without " + rule).isNotEmpty();
            System.out.println("Without " + rule + ": " + stale.get(0).explanation());
        }
    }
}
