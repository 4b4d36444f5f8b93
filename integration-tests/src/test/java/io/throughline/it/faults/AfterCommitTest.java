package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.kindOfEntry;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code after_commit=async}: the commit returns before Redis has the new state, and nobody gets the old one. */
@Timeout(120)
class AfterCommitTest {

    private static final Script SETTLE = Scripts.shipped().settle();
    private static final Script PUT = Scripts.shipped().put();

    @Test
    void asyncReturnsBeforeAndIsNeverStale() {
        try (Nodes nodes = Nodes.of(
                node -> node.set("hibernate.cache.redis.after_commit", "async")
                        .set(
                                "hibernate.cache.redis.command_timeout",
                                "150s"), // whoever waits waits longer than the test
                Counter.class)) {
            nodes.first().inTransaction(session -> session.persist(new Counter(1, 1)));
            Nodes.await(() -> isHit(nodes.second()));
            try (Stall stalled = nodes.relay().stall(command -> command.runs(SETTLE))) {
                nodes.first().inTransaction(session -> session.find(Counter.class, 1L).amount = 2); // returns
                stalled.awaitStalled(Duration.ofSeconds(30));
                assertThat(isHit(nodes.second())).as("the lock protects").isFalse();
                assertThat(amount(nodes.second())).isEqualTo(2);
            }
            Nodes.await(() -> isHit(nodes.second()));
            assertThat(amount(nodes.second())).isEqualTo(2);
        }
    }

    /** The session factory is closed when what was under way has arrived. */
    @Test
    void closingWaitsForWhatIsUnderWay() {
        try (Nodes nodes = Nodes.of(node -> node.set("hibernate.cache.redis.after_commit", "async"), Counter.class)) {
            nodes.first().inTransaction(session -> session.persist(new Counter(1, 1)));
            Nodes.await(() -> isHit(nodes.second()));
            for (int i = 2; i < 20; i++) {
                int amount = i;
                nodes.first().inTransaction(session -> session.find(Counter.class, 1L).amount = amount);
            }
            nodes.first().factory().close();
            // an item, or nothing: a lock that the next transaction shared stores nothing when it goes
            try (RedisConnection redis = TestServers.redis().connect()) {
                assertThat(kindOfEntry(redis, 1)).as("settled").isNotEqualTo("L");
            }
            assertThat(amount(nodes.second())).isEqualTo(19);
        }
    }

    /** It waits as long as the locks protect, and then says how many it gives up. */
    @Test
    void closingDoesNotWaitForEver() {
        try (LogCapture log = new LogCapture();
                Nodes nodes = Nodes.of(
                        node -> node.set("hibernate.cache.redis.after_commit", "async")
                                .set("hibernate.cache.redis.lock_timeout", "1s")
                                .set("hibernate.cache.redis.command_timeout", "5s"),
                        Counter.class)) {
            nodes.awaitClocks();
            // inserts ask and lock nothing, which would wait behind what is stalled: connections are shared
            try (Stall stalled = nodes.relay().stallAll(command -> command.runs(PUT))) {
                for (long id = 1; id <= 2; id++) {
                    long row = id;
                    nodes.first().inTransaction(session -> session.persist(new Counter(row, 1)));
                }
                stalled.awaitStalled(Duration.ofSeconds(30));
                nodes.first().factory().close();
            }
            Nodes.await(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("throughline-after-commit")));
            assertThat(log.withNumber(14)).singleElement().asString().contains(" 2 commits");
        }
    }

    /** A load from a replica of the database may show what was there before: it is put as of then. */
    @Test
    void aLoadThatMayLagIsNotPutOverAWrite() {
        for (String lag : new String[] {null, "30s"}) {
            try (Nodes nodes = Nodes.of(
                    node -> lag == null ? node : node.set("hibernate.cache.redis.database_lag", lag), Counter.class)) {
                nodes.first().inTransaction(session -> session.persist(new Counter(1, 1)));
                nodes.awaitClocks();
                nodes.second().factory().getCache().evict(Counter.class, 1L);
                nodes.awaitClocks();
                amount(nodes.second());
                nodes.awaitClocks();
                assertThat(isHit(nodes.second()))
                        .as("a load just after, with lag %s", lag)
                        .isEqualTo(lag == null);
            }
        }
    }

    /** What no lock protects is evicted before the commit returns: each command takes its time to Redis. */
    @Test
    void whatIsOnlyEvictedIsEvictedBeforeTheCommitReturns() {
        try (Nodes nodes = Nodes.of(node -> node.set("hibernate.cache.redis.after_commit", "async"), Loose.class)) {
            nodes.first().inTransaction(session -> session.persist(new Loose(1, "old")));
            Nodes.await(() -> {
                long sql = nodes.second().sqlStatements();
                assertThat(name(nodes)).isEqualTo("old");
                return nodes.second().sqlStatements() == sql;
            });
            nodes.relay().delay(() -> Duration.ofMillis(500));
            nodes.first().inTransaction(session -> session.find(Loose.class, 1L).name = "new");
            assertThat(name(nodes)).isEqualTo("new");
        }
    }

    /** Evicted after a commit, never locked before it. */
    @Entity(name = "Loose")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Loose {

        @Id
        Long id;

        String name;

        protected Loose() {}

        Loose(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    private static String name(Nodes nodes) {
        return nodes.second().fromTransaction(session -> session.find(Loose.class, 1L).name);
    }
}
