package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Scripts;
import java.time.Duration;

/** Steps of several actors on one row, in a forced order; the last of them is a reader's. */
@FunctionalInterface
interface History {

    /** @return what the last reader was given */
    Given play(Row row);

    /** Shows that the history needs the rule: with the shipped scripts nothing stale is read, without the rule it is. */
    default void needs(Rule rule) {
        needs(rule, Duration.ofHours(1), Duration.ofSeconds(60));
    }

    /** The same with locks and closers that run out after {@code limit}, and loads that are too old after {@code retention}. */
    default void needs(Rule rule, Duration limit, Duration retention) {
        needs(rule, limit, retention, false);
        if (!rule.isOfRegionsRecords()) {
            needs(rule, limit, retention, true);
        }
    }

    private void needs(Rule rule, Duration limit, Duration retention, boolean inCluster) {
        Given shipped = play(Scripts.shipped(), limit, retention, inCluster);
        assertThat(shipped.value()).as("given, with the shipped scripts").isGreaterThanOrEqualTo(shipped.known());
        Given altered = play(rule.takenOut(), limit, retention, inCluster);
        assertThat(altered.value())
                .as("given, without %s, in a cluster: %s", rule, inCluster)
                .isLessThan(altered.known());
    }

    private Given play(Scripts scripts, Duration limit, Duration retention, boolean inCluster) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            for (Duration tried = limit;
                    tried.compareTo(limit.multipliedBy(1000)) <= 0;
                    tried = tried.multipliedBy(10)) {
                redis.flushAll();
                try {
                    return play(new Row(
                            new CallRunner(redis, scripts),
                            tried.toNanos() / 1000,
                            retention.toNanos() / 1000,
                            inCluster));
                } catch (TimeLimitPassedException e) {
                    // a busy machine: the same with more time
                }
            }
        }
        throw new AssertionError("no commit in time");
    }
}
