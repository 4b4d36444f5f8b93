package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes that Hibernate never reports to a cache, each as docs/consistency.md describes it: the time to live bounds its effect, and an eviction ends it. */
class UntoldChangesTest {

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.region." + Counter.class.getName() + ".ttl", "3s")
                    .set("hibernate.cache.redis.region.parts.ttl", "3s"),
            Counter.class,
            Whole.class,
            Part.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void cached() {
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        awaitHit(Counter.class);
    }

    /** What is in Redis now, and lives for a while. */
    private void awaitHit(Class<?> entity) {
        Nodes.await(() -> {
            long sql = nodes.second().sqlStatements();
            nodes.second()
                    .inTransaction(
                            session -> assertThat(session.find(entity, 1L)).isNotNull());
            return nodes.second().sqlStatements() == sql;
        });
    }

    private long amount() {
        return nodes.second().fromTransaction(session -> session.find(Counter.class, 1L).amount);
    }

    @Test
    void sqlFromElsewhereIsSeenWhenTheEntryEnds() throws SQLException {
        cached();
        try (Connection connection = nodes.first().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update Counter set amount = 1");
        }
        Nodes.await(() -> amount() == 1);
    }

    @Test
    void sqlFromElsewhereIsSeenAtOnceAfterAnEviction() throws SQLException {
        cached();
        try (Connection connection = nodes.first().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update Counter set amount = 1");
        }
        nodes.first().factory().getCache().evictEntityData(Counter.class, 1L);
        assertThat(amount()).isEqualTo(1);
    }

    /** What the database deletes with a row, Hibernate is not told of. */
    @Test
    void whatTheDatabaseDeletesIsSeenWhenTheEntryEnds() {
        nodes.first().inTransaction(session -> {
            Whole whole = new Whole();
            session.persist(whole);
            Part part = new Part();
            part.whole = whole;
            session.persist(part);
        });
        awaitHit(Part.class);
        nodes.first().inTransaction(session -> session.remove(session.find(Whole.class, 1L)));
        Nodes.await(() -> nodes.second().<Boolean>fromTransaction(session -> session.find(Part.class, 1L) == null));
    }

    @Entity(name = "Whole")
    static class Whole {
        @Id
        Long id = 1L;
    }

    @Entity(name = "Part")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "parts")
    static class Part {
        @Id
        Long id = 1L;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnDelete(action = OnDeleteAction.CASCADE)
        Whole whole;
    }

    @Test
    void jdbcWithinASessionIsSeenWhenTheEntryEnds() {
        cached();
        nodes.first()
                .inTransaction(session -> session.doWork(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate("update Counter set amount = 1");
                    }
                }));
        Nodes.await(() -> amount() == 1);
    }
}
