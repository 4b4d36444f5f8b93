package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Test;

/** Two session factories of one service registry would share one cache's client, clock and heartbeat: refused. */
class OneRegistryTest {

    @Test
    void aSecondSessionFactoryIsRefused() {
        Database database = Space.database();
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.cache.region.factory_class", "redis")
                .applySetting("hibernate.cache.redis.uri", TestServers.redis().uri())
                .applySetting("jakarta.persistence.jdbc.url", database.jdbcUrl())
                .applySetting("jakarta.persistence.jdbc.user", database.user())
                .applySetting("jakarta.persistence.jdbc.password", database.password())
                .build();
        try (SessionFactory first = build(registry, Counter.class)) {
            assertThatThrownBy(() -> build(registry, Ticket.class))
                    .hasStackTraceContaining("one StandardServiceRegistry for each session factory");
            first.inTransaction(session -> session.getIdentifier(session.getReference(Counter.class, 1L)));
        }
    }

    private static SessionFactory build(StandardServiceRegistry registry, Class<?> entity) {
        return new MetadataSources(registry)
                .addAnnotatedClass(entity)
                .buildMetadata()
                .buildSessionFactory();
    }
}
