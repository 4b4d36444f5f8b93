package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hibernate's SQL for an entity and for its columns is the same, and so is its key. docs/consistency.md describes this. */
class SameSqlTest {

    @Entity(name = "Country")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Country {
        @Id
        Long id;

        String name;
    }

    @ParameterizedTest
    @CsvSource({"FULL,", "SHALLOW,columns"})
    void isToldApartByTheLayoutOrTheRegion(String layout, String regionOfColumns) {
        try (Nodes nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.query_cache_layout", layout),
                Country.class)) {
            nodes.first().inTransaction(session -> {
                Country country = new Country();
                country.id = 1L;
                country.name = "Norway";
                session.persist(country);
            });
            Consumer<Session> columns = session -> columns(session, regionOfColumns);
            assertThat(hits(nodes, SameSqlTest::entities, SameSqlTest::entities))
                    .as("of the one alone")
                    .isEqualTo(1);
            Nodes.await(() -> hits(nodes, columns) == 1); // their region may have to be made first
            hits(nodes, SameSqlTest::entities, columns);
            hits(nodes, SameSqlTest::entities, columns);
        }
    }

    @SafeVarargs
    private static long hits(Nodes nodes, Consumer<Session>... queries) {
        long before = nodes.first().statistics().getQueryCacheHitCount();
        for (Consumer<Session> query : queries) {
            nodes.awaitClocks();
            nodes.first().inTransaction(query);
        }
        return nodes.first().statistics().getQueryCacheHitCount() - before;
    }

    private static void entities(Session session) {
        assertThat(session.createSelectionQuery("from Country", Country.class)
                        .setCacheable(true)
                        .getSingleResult()
                        .name)
                .isEqualTo("Norway");
    }

    private static void columns(Session session, String region) {
        assertThat(session.createSelectionQuery("select c.id, c.name from Country c", Object[].class)
                        .setCacheable(true)
                        .setCacheRegion(region)
                        .getSingleResult())
                .containsExactly(1L, "Norway");
    }
}
