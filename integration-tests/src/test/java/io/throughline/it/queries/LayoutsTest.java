package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Two nodes that use different layouts for results, as during a rolling deploy: neither reads the other's results. */
class LayoutsTest {

    private final Database database = TestServers.postgres().createDatabase();

    private Node start(String layout) {
        return Node.on(database, TestServers.redis().uri())
                .entities(Planet.class, Moon.class)
                .set("hibernate.cache.use_query_cache", "true")
                .set("hibernate.cache.query_cache_layout", layout)
                .start();
    }

    private static List<String> names(Session session) {
        return session
                .createSelectionQuery("from Moon order by id", Moon.class)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(moon -> moon.id + " " + moon.name)
                .toList();
    }

    private static void isRight(Node node) {
        Nodes.awaitClocks(node);
        assertThat(node.fromTransaction(LayoutsTest::names)).containsExactly("1 one", "2 two");
    }

    @Test
    void neitherReadsTheOthers() {
        TestServers.redis().connect().flushAll();
        try (Node full = start("FULL");
                Node shallow = start("SHALLOW")) {
            full.inTransaction(session -> {
                session.persist(new Moon(1, "one", null));
                session.persist(new Moon(2, "two", null));
            });
            for (Node node : List.of(full, shallow)) {
                for (int i = 0; i < 2; i++) {
                    isRight(node);
                }
                assertThat(node.statistics().getQueryCacheHitCount())
                        .as("of its own")
                        .isEqualTo(1);
            }
            for (int i = 0; i < 3; i++) {
                for (Node node : List.of(full, shallow)) {
                    isRight(node);
                }
            }
            for (Node node : List.of(full, shallow)) {
                assertThat(node.statistics().getQueryCacheHitCount())
                        .as("the other one has replaced it each time")
                        .isEqualTo(1);
            }
        }
    }
}
