package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What Hibernate never tells a cache of, each as docs/consistency.md says it: the time to live is what bounds it, an eviction is what ends it.
 */
class UntoldChangesTest {

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.region." + Counter.class.getName() + ".ttl", "3s"), Counter.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void cached() {
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        nodes.awaitClocks();
        assertThat(amount()).isZero();
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
