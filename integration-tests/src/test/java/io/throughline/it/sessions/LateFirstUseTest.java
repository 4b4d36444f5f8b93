package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Nodes;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A session uses the cache for the first time while its transaction completes, so nobody has observed the transaction until then. What the session
 * changes is still locked before the commit, and stored after it.
 */
@Timeout(120)
class LateFirstUseTest {

    private static final Script LOCK = Scripts.shipped().lock();

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.lock_timeout", "10m"), // longer than the test
            Counter.class);
    private final List<Long> committedWhenLocked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 1)));
        nodes.relay().rewrite(command -> {
            if (command.runs(LOCK)) {
                committedWhenLocked.add(committed());
            }
            return command;
        });
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private long committed() {
        try (Connection connection = nodes.second().dataSource().getConnection();
                ResultSet row = connection.createStatement().executeQuery("select amount from Counter where id = 1")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void isLockedBeforeTheCommit(Consumer<Session> whenBegun) {
        nodes.first().inTransaction(whenBegun);
        assertThat(committedWhenLocked).as("committed when it was locked").containsExactly(1L);
        assertThat(Counters.amount(nodes.second())).isEqualTo(2);
    }

    private void isLockedAndStored(Consumer<Session> whenBegun) {
        isLockedBeforeTheCommit(whenBegun);
        nodes.awaitClocks();
        assertThat(Counters.isHit(nodes.second(), 2)).isTrue();
    }

    private static void change(Session session) {
        session.find(Counter.class, 1L).amount = 2;
        session.flush();
    }

    /** Found and changed without the cache: the commit's flush is the first that it hears. */
    @Test
    void byTheFlushOfTheCommit() {
        isLockedBeforeTheCommit(session -> {
            session.setCacheMode(CacheMode.IGNORE);
            session.find(Counter.class, 1L).amount = 2;
        });
    }

    @Test
    void byASynchronization() {
        isLockedAndStored(
                session -> session.getTransaction().registerSynchronization(Completion.before(() -> change(session))));
    }

    @Test
    void byAnotherObserver() {
        isLockedAndStored(session -> Completion.before(() -> change(session)).observe(session));
    }

    /** Its changes are flushed by an observer of its own. */
    @Test
    void byAChild() {
        isLockedBeforeTheCommit(session -> {
            Session child = session.sessionWithOptions()
                    .connection()
                    .autoClose(true)
                    .flushMode(FlushMode.COMMIT)
                    .openSession();
            child.setCacheMode(CacheMode.IGNORE);
            child.find(Counter.class, 1L).amount = 2;
        });
    }

    @Test
    void byAChildThatAnObserverOpens() {
        isLockedAndStored(session -> Completion.before(() -> {
                    try (Session child =
                            session.sessionWithOptions().connection().openSession()) {
                        change(child);
                    }
                })
                .observe(session));
    }

    /** The application's own synchronization comes first, and throws after the commit: the next time the cache has been told before. */
    @Test
    void afterASynchronizationThatThrows() {
        nodes.first().inTransaction(session -> session.persist(new Counter(2, 1)));
        changeAndThrow(2);
        assertThat(nodes.second().<Long>fromTransaction(session -> session.find(Counter.class, 2L).amount))
                .isEqualTo(2);
        changeAndThrow(1);
        Nodes.await(() -> Counters.isHit(nodes.second(), 2));
    }

    private void changeAndThrow(long id) {
        Throwable thrown = catchThrowable(() -> nodes.first().inTransaction(session -> {
            session.getTransaction().registerSynchronization(Completion.after(() -> {
                throw new IllegalStateException("of the application's");
            }));
            session.find(Counter.class, id).amount = 2;
        }));
        assertThat(thrown).hasStackTraceContaining("of the application's");
    }

    /** Synchronizations that flush do not send a round trip for each row. */
    @Test
    void aSynchronizationsRowsAreLockedTogether() {
        nodes.first().inTransaction(session -> session.persist(new Counter(2, 1)));
        isLockedBeforeTheCommit(session -> session.getTransaction().registerSynchronization(Completion.before(() -> {
            session.find(Counter.class, 1L).amount = 2;
            session.find(Counter.class, 2L).amount = 2;
            session.flush();
        })));
    }

    /** Another observer is told of the end first, and begins the next transaction: that has a context of its own. */
    @Test
    void inTheNextTransactionThatAnObserverBegins() {
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            Completion.onceAfter(() -> {
                        session.beginTransaction();
                        session.find(Counter.class, 1L).amount = 3;
                        session.flush();
                    })
                    .observe(session);
            session.find(Counter.class, 1L).amount = 2;
            session.getTransaction().commit();
            session.getTransaction().commit();
        }
        assertThat(committedWhenLocked).as("committed when it was locked").containsExactly(1L, 2L);
        nodes.awaitClocks();
        assertThat(Counters.isHit(nodes.second(), 3)).isTrue();
    }
}
