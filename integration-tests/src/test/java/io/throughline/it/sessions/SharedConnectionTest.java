package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One context serves every session of a database transaction. */
class SharedConnectionTest {

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(Counter.class, Ticket.class);
        nodes.first().inTransaction(session -> {
            for (long id = 1; id <= 4; id++) {
                session.persist(new Counter(id, 0));
            }
        });
        warm();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** The second node has hits of all rows. */
    private void warm() {
        nodes.awaitClocks();
        assertThat(amounts()).containsExactly(0L, 0L, 0L, 0L);
    }

    private List<Long> amounts() {
        List<Long> amounts = new ArrayList<>();
        nodes.second().inTransaction(session -> {
            for (long id = 1; id <= 4; id++) {
                amounts.add(session.find(Counter.class, id).amount);
            }
        });
        return amounts;
    }

    @Test
    void parentAndChildCommitWithOnePairOfPipelines() {
        try (Session parent = nodes.first().factory().openSession()) {
            parent.beginTransaction();
            Counter one = parent.find(Counter.class, 1L);
            try (Session child = parent.sessionWithOptions().connection().openSession()) {
                Counter two = child.find(Counter.class, 2L);
                RoundTrips trips = nodes.count(() -> {
                    one.amount = 10;
                    two.amount = 20;
                    child.flush();
                    parent.getTransaction().commit();
                });
                assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
            }
        }
        assertThat(amounts()).containsExactly(10L, 20L, 0L, 0L);
    }

    /** The child flushes when the parent completes: whether before or after the first pipeline, its rows are locked before the commit. */
    @Test
    void aChildThatFlushesAtTheCommitIsLockedBeforeIt() {
        try (Session parent = nodes.first().factory().openSession()) {
            parent.beginTransaction();
            parent.find(Counter.class, 1L).amount = 10;
            try (Session child = parent.sessionWithOptions()
                    .connection()
                    .flushMode(org.hibernate.FlushMode.AUTO)
                    .openSession()) {
                child.find(Counter.class, 2L).amount = 20;
                parent.getTransaction().commit();
            }
        }
        assertThat(amounts().subList(0, 2)).containsExactly(10L, inDatabase(2));
    }

    @Test
    void aChildThatOnlyWritesIsLockedBeforeTheCommit() {
        Counter detached = nodes.first().fromTransaction(session -> session.find(Counter.class, 2L));
        detached.amount = 20;
        try (Session parent = nodes.first().factory().openSession()) {
            parent.beginTransaction();
            try (Session child = parent.sessionWithOptions().connection().openSession()) {
                child.merge(detached);
                child.flush();
                parent.getTransaction().commit();
            }
        }
        assertThat(amounts()).containsExactly(0L, 20L, 0L, 0L);
    }

    @Test
    void aStatelessSessionsUpdateAndDelete() {
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            Counter one = session.get(Counter.class, 1L);
            Counter two = session.get(Counter.class, 2L);
            one.amount = 10;
            RoundTrips trips = nodes.count(() -> {
                session.update(one);
                session.delete(two);
                session.getTransaction().commit();
            });
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2); // by 6.6: one lock each, at once
        }
        nodes.second().inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(10);
            assertThat(session.find(Counter.class, 2L)).isNull();
        });
    }

    @Test
    void aStatelessSessionsBulkStatement() {
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            session.createMutationQuery("update Counter set amount = 7").executeUpdate();
            assertThat(amounts()).as("uncommitted").containsExactly(0L, 0L, 0L, 0L);
            session.getTransaction().commit();
        }
        assertThat(amounts()).containsExactly(7L, 7L, 7L, 7L);
    }

    /** What one session commits on the application's connection it commits for the other one too. */
    @Test
    void twoSessionsOnOneConnectionOfTheApplication() throws SQLException {
        try (Connection connection = nodes.first().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (Session one = nodes.first().openSession(connection);
                    Session two = nodes.first().openSession(connection)) {
                one.beginTransaction();
                two.beginTransaction();
                one.find(Counter.class, 1L).amount = 10;
                two.find(Counter.class, 2L).amount = 20;
                two.flush();
                one.getTransaction().commit();
                assertThat(amounts()).as("both are in the database").containsExactly(10L, 20L, 0L, 0L);
                two.getTransaction().commit();
            }
        }
        assertThat(amounts()).containsExactly(10L, 20L, 0L, 0L);
    }

    private long inDatabase(long id) {
        return nodes.second()
                .fromTransaction(
                        session -> session.createNativeQuery("select amount from Counter where id = :id", Long.class)
                                .setParameter("id", id)
                                .getSingleResult());
    }
}
