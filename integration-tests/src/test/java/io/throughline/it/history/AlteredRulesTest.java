package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.OnFailure;
import io.throughline.it.protocol.Rule;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.stress.AlteredScripts;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The checker finds what goes wrong if a rule of the protocol is missing. The test takes the rule out on the way to Redis. With {@code on_failure=reject},
 * so that nothing else can be the reason.
 */
class AlteredRulesTest {

    private static final int ATTEMPTS = 20;
    /** Long, so that nothing else can be the reason. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    /** Writers do not lock, and commits return although Redis has not been told of them. */
    @Test
    void thatNothingIsLockedIsFound() {
        try (HistoryRun run = without(Rule.LOCK, Duration.ofMillis(500))) {
            assertStaleReads("without LOCK", run, AlteredRulesTest::loseSettles);
        }
    }

    /** A put comes after the settle. */
    @Test
    void thatNothingIsFencedIsFound() {
        try (HistoryRun run = without(Rule.FENCE, TIMEOUT)) {
            assertStaleReads("without FENCE", run, Fault.SLOW_NETWORK::inject);
        }
    }

    private static HistoryRun without(Rule rule, Duration commandTimeout) {
        return new HistoryRun(OnFailure.REJECT, commandTimeout, (redis, relays) -> {
            try (RedisConnection connection = redis.connect()) {
                AlteredScripts altered = new AlteredScripts(connection, rule.takenOut());
                relays.forEach(altered::install);
            }
        });
    }

    /** Of one worker. */
    private static void loseSettles(Site site, Duration time) {
        Script settle = Scripts.shipped().settle();
        RedisRelay relay = site.fleet().relay(0);
        relay.swallow(command -> command.runs(settle));
        Site.last(time);
        relay.swallow(null);
    }

    /** What Redis holds after it was restarted from an old snapshot is told from its own by the name of the run alone. */
    @Test
    void anIdentityThatIsForgedIsFound() {
        try (HistoryRun run = new HistoryRun(OnFailure.REJECT, TIMEOUT, (redis, relays) -> {})) {
            assertStaleReads("with a forged identity", run, RedisFaults::restartAllWithOldSnapshotUnderTheNewName);
        }
    }

    private static void assertStaleReads(String when, HistoryRun run, Fault.Injection injection) {
        List<StaleRead> stale = List.of();
        for (int i = 0; i < ATTEMPTS && stale.isEmpty(); i++) {
            run.explore(Fault.NONE, injection, ATTEMPT);
            List<FaultReport> reports = run.reports();
            stale = reports.get(reports.size() - 1).stale();
        }
        assertThat(stale).as("stale reads " + when).isNotEmpty();
        System.out.println("Found " + when + ": " + stale.get(0).explanation());
    }
}
