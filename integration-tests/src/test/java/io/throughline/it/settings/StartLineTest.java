package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

/** A node that starts, works and ends logs one line. */
@Timeout(120)
class StartLineTest {

    @Test
    void saysWhatThereIs() {
        try (LogCapture log = new LogCapture(Level.DEBUG)) {
            try (Node node = Space.builder(TestServers.redis().uri(), Counter.class, Product.class, Review.class)
                    .start()) {
                node.inTransaction(session -> session.persist(new Counter(1, 1)));
                node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
            }
            assertThat(log.lines()).singleElement().satisfies(line -> {
                assertThat(line.number()).isEqualTo(1);
                assertThat(line.level()).isEqualTo(Level.INFO);
                assertThat(line.text())
                        .contains(TestServers.redis().uri() + " (1 master, server version " + serverVersion() + ")")
                        .contains("namespace " + Space.NAMESPACE)
                        .contains(" regions: ")
                        .contains(Counter.class.getName() + " READ_WRITE")
                        .contains(Product.class.getName() + ".tags ");
                assertThat(line.text().replaceAll(".*, (\\d+) regions: .*", "$1"))
                        .isEqualTo(
                                "" + line.text().replaceAll(".* regions: ", "").split(", ").length);
            });
        }
    }

    @Test
    void oneRegion() {
        try (LogCapture log = new LogCapture(Level.DEBUG)) {
            Space.builder(TestServers.redis().uri(), Counter.class).start().close();
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.text()).endsWith(", 1 region: " + Counter.class.getName() + " READ_WRITE"));
        }
    }

    private static String serverVersion() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return redis.text("INFO", "server").replaceAll("(?s).*redis_version:([\\d.]+).*", "$1");
        }
    }

    /** The annotation was forgotten: it is said, and the server is asked nothing that it refuses. */
    @Test
    void nothingIsCached() {
        try (LogCapture log = new LogCapture(Level.DEBUG)) {
            Space.builder(TestServers.redis().uri(), NotCached.class).start().close();
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line.text())
                            .contains("(1 master, ")
                            .endsWith("0 regions: nothing in the mapping has @Cacheable or @Cache"));
        }
    }

    @Entity(name = "NotCached")
    static class NotCached {

        @Id
        Long id;
    }

    @Test
    void withoutRedis() {
        try (LogCapture log = new LogCapture(Level.DEBUG);
                RedisRelay relay = RedisRelay.to(TestServers.redis())) {
            relay.refuse();
            Space.builder(relay.uri(), Counter.class).start().close();
            assertThat(log.withNumber(1)).singleElement().asString().contains("(not reached yet)");
        }
    }

    @Test
    void anIsolationThatIsNotReadCommitted() {
        for (String isolation : new String[] {"READ_COMMITTED", "REPEATABLE_READ"}) {
            boolean strict = isolation.equals("REPEATABLE_READ");
            try (LogCapture log = new LogCapture(Level.INFO)) {
                Space.builder(TestServers.redis().uri(), Counter.class)
                        .isolation("TRANSACTION_" + isolation)
                        .start()
                        .close();
                assertThat(log.withNumber(11)).as(isolation).hasSize(strict ? 1 : 0);
            }
        }
    }
}
