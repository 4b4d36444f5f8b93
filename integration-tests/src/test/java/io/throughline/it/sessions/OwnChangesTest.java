package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session never reads its own uncommitted changes from the cache, and never publishes them. */
class OwnChangesTest {

    private static final String KEY = "hibernate:io.throughline.it.model.Counter:{183}:1";

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(Counter.class);
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        nodes.awaitClocks();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private byte[] entry() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return (byte[]) redis.call("GET", KEY);
        }
    }

    private long secondReads() {
        return nodes.second().fromTransaction(session -> session.find(Counter.class, 1L).amount);
    }

    @Test
    void afterAFlushTheSessionReadsTheDatabase() {
        nodes.first().inTransaction(session -> {
            session.find(Counter.class, 1L).amount = 1;
            session.flush();
            session.clear();
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1);
            assertThat(secondReads()).isZero();
        });
        assertThat(secondReads()).isEqualTo(1);
    }

    @Test
    void whatItLoadsAfterAWriteIsNotPublishedBeforeTheCommit() {
        byte[] before = entry();
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.createNativeMutationQuery("update Counter set amount = 5 where id = 1")
                    .executeUpdate();
            assertThat(session.createSelectionQuery("from Counter", Counter.class)
                            .getSingleResult()
                            .amount)
                    .isEqualTo(5);
            assertThat(entry()).isEqualTo(before);
            session.getTransaction().rollback();
        }
        assertThat(secondReads()).isZero();
    }

    @Test
    void aRollbackLeavesNoTrace() {
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.find(Counter.class, 1L).amount = 9;
            session.persist(new Counter(2, 9));
            session.flush();
            session.createSelectionQuery("from Counter", Counter.class).getResultList();
            session.getTransaction().rollback();
        }
        nodes.second().inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L).amount).isZero();
            assertThat(session.find(Counter.class, 2L)).isNull();
        });
    }

    @Test
    void insertThenDeleteInOneTransactionStoresNothing() {
        nodes.first().inTransaction(session -> {
            Counter counter = new Counter(3, 3);
            session.persist(counter);
            session.flush();
            session.remove(counter);
        });
        nodes.awaitClocks();
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(Counter.class, 3L)).isNull());
    }

    @Test
    void insertThenUpdateInOneTransactionStoresTheLast() {
        nodes.first().inTransaction(session -> {
            Counter counter = new Counter(4, 1);
            session.persist(counter);
            session.flush();
            counter.amount = 2;
        });
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(nodes.second().<Long>fromTransaction(session -> session.find(Counter.class, 4L).amount))
                .isEqualTo(2);
        assertThat(nodes.second().sqlStatements()).as("stored").isEqualTo(sql);
    }

    @Test
    void twoFlushesOfOneRowStoreTheLast() {
        nodes.first().inTransaction(session -> {
            Counter counter = session.find(Counter.class, 1L);
            counter.amount = 1;
            session.flush();
            counter.amount = 2;
            session.flush();
        });
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(secondReads()).isEqualTo(2);
        assertThat(nodes.second().sqlStatements()).as("written through").isEqualTo(sql);
    }

    /** A transaction that fails in the flush evicts what it had meant to write: an entry that made it fail must not do so for ever. */
    @Test
    void aFailedTransactionEvictsWhatItMeantToWrite() {
        byte[] before = entry();
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.find(Counter.class, 1L).amount = 9;
            session.flush();
            session.getTransaction().rollback();
        }
        assertThat(before).isNotNull();
        Nodes.await(() -> entry() == null);
    }
}
