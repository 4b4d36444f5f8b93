package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.SinceHibernate7;
import io.throughline.it.relay.RoundTrips;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** Every way to work in a JTA transaction. */
class KindsOfSessionsTest extends JtaTest {

    @Test
    @SinceHibernate7
    void aStatelessSession() throws Exception {
        Jta.begin();
        try (StatelessSession stateless = openStateless();
                Session session = open()) {
            Counter one = stateless.get(Counter.class, 1L);
            Counter two = stateless.get(Counter.class, 2L);
            counter(session, 3).amount = 30;
            one.amount = 10;
            RoundTrips trips = nodes.count(() -> Jta.unchecked(() -> {
                stateless.update(one);
                stateless.delete(two);
                Jta.manager().commit();
            }));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        assertThat(amounts()).containsEntry(1L, 10L).containsEntry(3L, 30L).doesNotContainKey(2L);
    }

    @Test
    void aStatelessSessionThatIsRolledBack() throws Exception {
        Jta.begin();
        try (StatelessSession stateless = openStateless()) {
            Counter one = stateless.get(Counter.class, 1L);
            one.amount = 10;
            stateless.update(one);
            assertThat(amountsElsewhere()).isZero();
            Jta.manager().rollback();
        }
        assertThat(amounts()).containsEntry(1L, 0L);
    }

    /** What readers load between the statement and the commit is the old state: it must not come back. */
    @Test
    void aStatelessSessionThatWasOpenedBefore() throws Exception {
        try (StatelessSession stateless = openStateless()) {
            Jta.begin();
            Counter one = stateless.get(Counter.class, 1L);
            one.amount = 10;
            stateless.update(one);
            assertThat(amountsElsewhere()).isZero();
            assertThat(amountsElsewhere()).isZero();
            Jta.manager().commit();
        }
        assertThat(amounts()).containsEntry(1L, 10L);
    }

    private long amountsElsewhere() throws Exception {
        return Jta.onAnotherThread(() -> {
            nodes.awaitClocks();
            return amounts().get(1L);
        });
    }

    @Test
    void aBulkStatement() throws Exception {
        Jta.begin();
        try (Session session = open();
                Session other = open()) {
            session.createMutationQuery("update Counter set amount = 7").executeUpdate();
            assertThat(counter(other, 1).amount).as("from the database").isEqualTo(7);
            assertThat(amountsElsewhere()).as("uncommitted").isZero();
            RoundTrips trips =
                    nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        assertThat(amounts()).containsValue(7L).doesNotContainValue(0L);
    }

    @Test
    void aBulkStatementThatIsRolledBack() throws Exception {
        Jta.begin();
        try (Session session = open()) {
            session.createMutationQuery("update Counter set amount = 7").executeUpdate();
            Jta.manager().rollback();
        }
        assertThat(hits()).doesNotContainValue(7L);
    }

    /** It works on the transaction's connection, without a part in it: what it loads may never be committed. */
    @Test
    void aSessionThatDoesNotJoin() throws Exception {
        nodes.first().factory().getCache().evict(Counter.class, 1L);
        nodes.awaitClocks();
        Jta.begin();
        try (Session session = open();
                Session apart = nodes.first()
                        .factory()
                        .withOptions()
                        .autoJoinTransactions(false)
                        .openSession()) {
            counter(session, 1).amount = 5;
            session.flush();
            // outside transactions loads are put a moment later: another one's put says when that has passed
            assertThat(counter(apart, 1).amount).as("uncommitted").isEqualTo(5);
            Jta.suspended(() -> {
                nodes.first().factory().getCache().evict(Counter.class, 2L);
                nodes.awaitClocks();
                try (Session outside = open()) {
                    counter(outside, 2);
                }
                io.throughline.it.nodes.Nodes.await(() -> isInRedis(Counter.class, 2));
            });
            assertThat(isInRedis(Counter.class, 1)).isFalse();
            Jta.manager().rollback();
        }
        assertThat(amounts()).containsEntry(1L, 0L);
    }

    @Test
    void aSessionThatJoinsLater() throws Exception {
        Jta.begin();
        try (Session session = nodes.first()
                .factory()
                .withOptions()
                .autoJoinTransactions(false)
                .openSession()) {
            Counter counter = counter(session, 1);
            counter.amount = 5;
            session.joinTransaction();
            Jta.manager().commit();
        }
        assertThat(hits()).containsEntry(1L, 5L);
    }

    /** A native session that is closed has flushed what it has: its locks are the transaction's. */
    @Test
    void aSessionThatIsClosedBeforeTheCommit() throws Exception {
        Jta.begin();
        try (Session another = open()) {
            counter(another, 2);
            try (Session session = open()) {
                counter(session, 1).amount = 5;
                session.flush();
            }
            RoundTrips trips =
                    nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        assertThat(amounts()).containsEntry(1L, 5L);
    }

    @Test
    void hibernatesOwnTransactions() {
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> counter(session, 1).amount = 5));
        assertThat(trips.roundTrips()).as("read, lock, settle: " + trips).isEqualTo(3);
        assertThat(hits()).containsEntry(1L, 5L);
    }
}
