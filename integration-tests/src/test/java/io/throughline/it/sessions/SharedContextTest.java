package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.Interceptor;
import org.hibernate.Session;
import org.hibernate.Transaction;
import org.junit.jupiter.api.Test;

/** A context that several sessions share, or that a session joins early: nothing of it is lost, and nothing lives on for too long. */
class SharedContextTest {

    /** The first commit on the connection ends the context for both; what the other one does then begins a new one. */
    @Test
    void aSessionGoesOnAfterTheOtherOnesCommit() throws SQLException {
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
            try (Connection connection = nodes.first().dataSource().getConnection()) {
                connection.setAutoCommit(false);
                try (Session one = nodes.first().openSession(connection);
                        Session two = nodes.first().openSession(connection)) {
                    one.beginTransaction();
                    two.beginTransaction();
                    Counter counter = two.find(Counter.class, 1L);
                    counter.amount = 10;
                    two.flush();
                    one.find(Counter.class, 1L);
                    one.getTransaction().commit();
                    for (int i = 0; i < 2; i++) {
                        nodes.awaitClocks();
                        assertThat(amount(nodes.second())).isEqualTo(10);
                    }
                    counter.amount = 20;
                    two.getTransaction().commit();
                }
            }
            assertThat(amount(nodes.second())).isEqualTo(20);
        }
    }

    /** Under REPEATABLE READ a child reads its parent's snapshot, which may be older than the child. */
    @Test
    void aChildOfAnOldSnapshotPutsNothingStale() throws SQLException {
        Database database = TestServers.postgres().createDatabase();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter database \"" + connection.getCatalog()
                    + "\" set default_transaction_isolation = 'repeatable read'");
        }
        TestServers.redis().connect().flushAll();
        try (Node a = node(database);
                Node b = node(database)) {
            a.inTransaction(session -> session.persist(new Counter(1, 0)));
            try (Session parent = a.factory().openSession()) {
                parent.beginTransaction();
                parent.createNativeQuery("select 1", Integer.class).getSingleResult(); // the snapshot
                b.inTransaction(session -> session.find(Counter.class, 1L).amount = 1);
                b.factory().getCache().evict(Counter.class, 1L);
                Nodes.awaitClocks(a, b);
                try (Session child = parent.sessionWithOptions().connection().openSession()) {
                    assertThat(child.find(Counter.class, 1L).amount).isZero();
                    parent.getTransaction().commit();
                }
            }
            Nodes.awaitClocks(a, b);
            assertThat(amount(b)).isEqualTo(1);
        }
    }

    /** An interceptor hears of the begin after the session and before the observer. */
    @Test
    void anInterceptorMayWriteWhenTheTransactionBegins() {
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
            nodes.awaitClocks();
            assertThat(amount(nodes.second())).isZero();
            AtomicReference<Session> writer = new AtomicReference<>();
            AtomicBoolean writing = new AtomicBoolean();
            Interceptor interceptor = new Interceptor() {
                @Override
                public void afterTransactionBegin(Transaction transaction) {
                    if (writing.getAndSet(false)) {
                        writer.get()
                                .createMutationQuery("update Counter set amount = 9")
                                .executeUpdate();
                    }
                }
            };
            try (Session session = nodes.first()
                    .factory()
                    .withOptions()
                    .interceptor(interceptor)
                    .openSession()) {
                writer.set(session);
                session.beginTransaction();
                session.find(Counter.class, 1L);
                session.getTransaction().commit();
                session.clear();
                writing.set(true);
                session.beginTransaction();
                session.getTransaction().commit();
            }
            assertThat(amount(nodes.second())).isEqualTo(9);
        }
    }

    private static Node node(Database database) {
        return Node.on(database, TestServers.redis().uri())
                .entities(Counter.class)
                .start();
    }

    private static long amount(Node node) {
        return node.fromTransaction(session -> session.find(Counter.class, 1L).amount);
    }
}
