package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.LogCapture.Line;
import io.throughline.metrics.CacheActivity.Event;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/** What is logged about a whole outage: Redis is killed under load, is down for a while, and comes back. */
@Timeout(180)
class OutageLogTest {

    private static final int UNREACHABLE = 2;
    private static final int REACHABLE_AGAIN = 3;
    private static final int WITHOUT_LOCKS = 6;
    private static final int NOT_SETTLED = 7;
    private static final int FAILED = 10;
    private static final int BREAKER = 17;

    private static final List<Integer> CHANGES =
            List.of(1, UNREACHABLE, REACHABLE_AGAIN, WITHOUT_LOCKS, NOT_SETTLED, BREAKER);

    private static final Pattern TRANSITION = Pattern.compile(".* has changed from (\\w+) to (\\w+)");
    private static final int LONGEST_LINE = 300;

    @ParameterizedTest
    @EnumSource(names = {"DEBUG", "TRACE"})
    void oneLineForEachChangeOfState(Level least) throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                LogCapture log = new LogCapture(least);
                Node node = Node.on(TestServers.postgres().createDatabase(), redis.uri())
                        .set("hibernate.cache.redis.command_timeout", "5s")
                        .entities(Counter.class)
                        .start();
                Load load = new Load(0, 20, node)) {
            load.awaitMore(100);
            awaitHits(load);
            assertThat(log.lines())
                    .as("while all is well: the start, not even at TRACE more")
                    .hasSize(1);

            // no commit fails just before a heartbeat that is answered: the next would be the first of another outage
            load.withoutWrites(() -> {
                redis.kill();
                Nodes.await(() -> !log.withNumber(UNREACHABLE).isEmpty());
            });
            load.awaitMore(200);
            load.withoutWrites(() -> {
                redis.startAgain();
                Nodes.await(() -> !log.withNumber(REACHABLE_AGAIN).isEmpty());
                awaitHits(load);
            });
            awaitHits(load);
            load.awaitMore(50);
            load.stop();
            assertThat(load.staleReads()).as(load.toString()).isZero();

            assertThat(log.withNumber(UNREACHABLE)).hasSize(1);
            assertThat(log.withNumber(REACHABLE_AGAIN)).hasSize(1);
            assertThat(log.withNumber(WITHOUT_LOCKS)).hasSize(1);
            assertThat(log.withNumber(NOT_SETTLED)).hasSize(1);
            assertEachIsAChange(log.lines().stream()
                    .filter(line -> line.number() == BREAKER)
                    .toList());
            assertThat(log.lines())
                    .filteredOn(line -> line.number() != FAILED)
                    .allMatch(line -> CHANGES.contains(line.number()));
            if (least == Level.TRACE) {
                assertThat(log.withNumber(FAILED)).as("operations that failed").hasSizeGreaterThan(20);
            } else {
                assertThat(log.withNumber(FAILED)).as("above TRACE").isEmpty();
            }
            assertThat(log.lines()).allMatch(line -> line.text().length() < LONGEST_LINE);
            assertThat(log.stackTraces()).isEmpty();
        }
    }

    private static void awaitHits(Load load) {
        long hits = load.sum(Event.HIT);
        Nodes.await(() -> load.sum(Event.HIT) > hits + 50);
    }

    /** From closed to open, and back to closed; whatever it tries in between. */
    private static void assertEachIsAChange(List<Line> lines) {
        String state = "CLOSED";
        for (Line line : lines) {
            Matcher transition = TRANSITION.matcher(line.text());
            assertThat(transition.matches()).as(line.text()).isTrue();
            assertThat(transition.group(1)).as("%s", lines).isEqualTo(state);
            assertThat(transition.group(2)).isNotEqualTo(state);
            state = transition.group(2);
        }
        assertThat(lines).isNotEmpty();
        assertThat(state).as("in the end").isEqualTo("CLOSED");
    }
}
