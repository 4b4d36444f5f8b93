package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.cache.internal.StandardTimestampsCacheFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernateHints;
import org.junit.jupiter.api.Test;

/** A persistence unit that JPA starts: its queries are cached, and their spaces looked up together, as with Hibernate's own way to start. */
class JpaTest {

    private final Map<String, Object> settings = new HashMap<>();

    JpaTest() {
        TestServers.redis().connect().flushAll();
        Database database = TestServers.postgres().createDatabase();
        settings.put("jakarta.persistence.jdbc.url", database.jdbcUrl());
        settings.put("jakarta.persistence.jdbc.user", database.user());
        settings.put("jakarta.persistence.jdbc.password", database.password());
        settings.put("hibernate.cache.redis.uri", TestServers.redis().uri());
        settings.put("hibernate.cache.redis.command_timeout", "10s");
    }

    @Test
    void queriesAreCached() {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("moons", settings);
                RedisConnection redis = TestServers.redis().connect()) {
            inTransaction(factory, manager -> {
                manager.persist(new Moon(1, "one", null));
                return null;
            });
            assertThat(redis.keys("jpa:default-update-timestamps-region:*"))
                    .contains("jpa:default-update-timestamps-region:{moon}");
            var statistics = factory.unwrap(SessionFactoryImplementor.class).getStatistics();
            Nodes.await(() -> {
                assertThat(inTransaction(factory, JpaTest::names)).containsExactly("one");
                return statistics.getQueryCacheHitCount() > 0;
            });
            inTransaction(factory, manager -> manager.find(Moon.class, 1L).name = "new");
            assertThat(inTransaction(factory, JpaTest::names)).containsExactly("new");
        }
    }

    private static List<String> names(EntityManager manager) {
        return manager.createQuery("select name from Moon", String.class)
                .setHint(HibernateHints.HINT_CACHEABLE, true)
                .getResultList();
    }

    private static <T> T inTransaction(EntityManagerFactory factory, Function<EntityManager, T> work) {
        try (EntityManager manager = factory.createEntityManager()) {
            manager.getTransaction().begin();
            T result = work.apply(manager);
            manager.getTransaction().commit();
            return result;
        }
    }

    /** An application's own timestamps cache would not mark what the results depend on. */
    @Test
    void anotherTimestampsCacheIsRefused() {
        settings.put("hibernate.cache.query_cache_factory", StandardTimestampsCacheFactory.class.getName());
        assertThatThrownBy(() -> Persistence.createEntityManagerFactory("moons", settings))
                .hasStackTraceContaining("hibernate.cache.query_cache_factory")
                .hasStackTraceContaining("StandardTimestampsCacheFactory")
                .hasStackTraceContaining("accepted: leave it out");
    }

    /** With the cache off, or another provider's, Hibernate's own is in its place. */
    @Test
    void withoutTheRedisCacheNothingIsChanged() {
        settings.put("hibernate.cache.region.factory_class", "");
        settings.put("hibernate.cache.use_second_level_cache", "false");
        settings.put("hibernate.cache.use_query_cache", "false");
        settings.keySet().removeIf(name -> name.startsWith("hibernate.cache.redis."));
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("moons", settings)) {
            inTransaction(factory, manager -> {
                manager.persist(new Moon(1, "one", null));
                return null;
            });
            assertThat(inTransaction(factory, JpaTest::names)).containsExactly("one");
        }
    }
}
