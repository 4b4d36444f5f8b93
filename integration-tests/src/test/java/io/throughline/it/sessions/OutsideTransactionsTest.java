package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.RegionActivity;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that work without a transaction, or with one that Hibernate is not told of. */
class OutsideTransactionsTest {

    private static final String KEY = "hibernate:io.throughline.it.model.Counter:{183}:1";

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(
                node -> node.set("hibernate.allow_update_outside_transaction", "true"), Counter.class, Loose.class);
        nodes.first().inTransaction(session -> {
            session.persist(new Counter(1, 0));
            session.persist(new Loose());
        });
        nodes.awaitClocks();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static long amount(Node node) {
        try (Session session = node.factory().openSession()) {
            return session.find(Counter.class, 1L).amount;
        }
    }

    private static String kindOfEntry() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            byte[] entry = (byte[]) redis.call("GET", KEY);
            return entry == null ? "none" : String.valueOf((char) entry[0]);
        }
    }

    @Test
    void aHitCostsOneAndAMissIsPutSoonAfterwards() {
        RoundTrips hit = nodes.count(() -> amount(nodes.first()));
        assertThat(hit.roundTrips()).as(hit.toString()).isEqualTo(1);
        nodes.first().factory().getCache().evictEntityData(Counter.class, 1L);
        nodes.awaitClocks();
        RoundTrips miss = nodes.count(() -> amount(nodes.first()));
        assertThat(miss.roundTrips()).as(miss.toString()).isEqualTo(2);
        assertThat(kindOfEntry()).isEqualTo("I");
    }

    /** Hibernate unlocks with the session's next transaction: until then the lock protects the entry. */
    @Test
    void aWriteWithoutATransactionIsLockedAtOnce() {
        try (Session session = nodes.first().factory().openSession()) {
            session.find(Counter.class, 1L).amount = 1;
            session.flush(); // the connection commits by itself
            assertThat(kindOfEntry()).isEqualTo("L");
            assertThat(amount(nodes.second())).isEqualTo(1);
        }
        assertThat(amount(nodes.second())).isEqualTo(1);
    }

    /** The window named in the documentation: the lock protects what the application commits by itself within lock_timeout. */
    @Test
    void aConnectionThatTheApplicationCommitsIsProtectedForTheLocksTime() throws SQLException {
        try (Connection connection = nodes.first().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (Session session = nodes.first().openSession(connection)) {
                session.find(Counter.class, 1L).amount = 1;
                session.flush();
                assertThat(kindOfEntry()).isEqualTo("L");
                assertThat(amount(nodes.second())).as("not committed").isZero();
                // loads outside transactions are put a little later
                RegionActivity counters = nodes.second().activity().named(Counter.class.getName());
                Nodes.await(() -> counters.of(RegionActivity.Put.LOCKED) == 1);
                assertThat(kindOfEntry()).as("not put while locked").isEqualTo("L");
                connection.commit();
            }
        }
        assertThat(amount(nodes.second())).isEqualTo(1);
    }

    /** Evicted when it is changed, never locked by Hibernate. */
    @Entity(name = "Loose")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Loose {

        @Id
        Long id = 1L;

        long amount;
    }

    private static long loose(Node node) {
        return node.fromTransaction(session -> session.find(Loose.class, 1L).amount);
    }

    /** Nobody says when the application has committed: an eviction before that would be undone by whoever loads the old state. */
    @Test
    void soIsWhatWouldOnlyBeEvicted() throws SQLException {
        try (Connection connection = nodes.first().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (Session session = nodes.first().openSession(connection)) {
                session.find(Loose.class, 1L).amount = 1;
                session.flush();
                for (int i = 0; i < 2; i++) {
                    nodes.awaitClocks();
                    assertThat(loose(nodes.second())).as("not committed").isZero();
                }
                connection.commit();
            }
        }
        nodes.awaitClocks();
        assertThat(loose(nodes.second())).isEqualTo(1);
    }

    /** What is seen on the application's own connection may not be committed. */
    @Test
    void loadsOnTheApplicationsConnectionAreNeverPut() throws SQLException {
        nodes.first().factory().getCache().evictEntityData(Counter.class, 1L);
        nodes.awaitClocks();
        try (Connection connection = nodes.first().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("update Counter set amount = 5");
            }
            RoundTrips trips = nodes.count(() -> {
                try (Session session = nodes.first().openSession(connection)) {
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(5);
                }
            });
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
            connection.rollback();
        }
        assertThat(kindOfEntry()).isEqualTo("none");
        assertThat(amount(nodes.second())).isZero();
    }
}
