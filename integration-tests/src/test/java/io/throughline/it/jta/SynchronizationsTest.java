package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.SinceHibernate7;
import jakarta.transaction.Synchronization;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** The application's own synchronizations change rows before the commit: each row is locked before it. */
class SynchronizationsTest extends JtaTest {

    private final AtomicBoolean looked = new AtomicBoolean();

    private static void beforeCompletion(Jta.Work work) throws Exception {
        Jta.manager().getTransaction().registerSynchronization(before(work));
    }

    private static Synchronization before(Jta.Work work) {
        return Completion.before(() -> Jta.unchecked(work));
    }

    /** After all the others: other nodes miss the row, so that nobody gets the old state when it is committed. */
    private void rowIsLockedThen(long id) throws Exception {
        beforeCompletion(() -> {
            Jta.onAnotherThread(() -> {
                long sql = nodes.second().sqlStatements();
                assertThat(nodes.second().<Long>fromTransaction(session -> counter(session, id).amount))
                        .isZero();
                assertThat(nodes.second().sqlStatements()).as("a miss").isEqualTo(sql + 1);
                return null;
            });
            looked.set(true);
        });
    }

    private void wasLooked() {
        assertThat(looked).isTrue();
    }

    @Test
    void registeredBeforeTheSession() throws Exception {
        Jta.commit(() -> {
            Session[] session = new Session[1];
            beforeCompletion(() -> counter(session[0], 1).amount = 5);
            session[0] = open();
            counter(session[0], 2).amount = 5;
            rowIsLockedThen(1);
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(2L, 5L);
    }

    @Test
    void flushingAfterTheSessionDid() throws Exception {
        Jta.commit(() -> {
            Session session = open();
            Session another = open();
            counter(session, 2).amount = 5;
            beforeCompletion(() -> {
                counter(session, 1).amount = 5;
                counter(another, 3).amount = 5;
                session.flush();
                another.flush();
            });
            rowIsLockedThen(1);
            rowIsLockedThen(3);
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(2L, 5L).containsEntry(3L, 5L);
    }

    /** Between two sessions' own synchronizations. */
    @Test
    void flushingOneOfTwoSessions() throws Exception {
        Jta.commit(() -> {
            Session one = open();
            counter(one, 2);
            beforeCompletion(() -> {
                counter(one, 1).amount = 5;
                one.flush();
            });
            Session two = open();
            counter(two, 3).amount = 5;
            rowIsLockedThen(1);
            rowIsLockedThen(3);
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(3L, 5L);
    }

    /** The session was opened in the transaction, and is used for the first time when it has been told of the completion. */
    @Test
    void usingASessionForTheFirstTime() throws Exception {
        Jta.commit(() -> {
            Session session = open();
            beforeCompletion(() -> {
                counter(session, 1).amount = 5;
                session.flush();
            });
            rowIsLockedThen(1);
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L);
    }

    @Test
    @SinceHibernate7
    void usingAStatelessSessionForTheFirstTime() throws Exception {
        Jta.commit(() -> {
            StatelessSession session = openStateless();
            beforeCompletion(() -> {
                Counter counter = session.get(Counter.class, 1L);
                counter.amount = 5;
                session.update(counter);
            });
            rowIsLockedThen(1);
        });
        wasLooked();
        assertThat(amounts()).containsEntry(1L, 5L);
    }

    @Test
    void openingASession() throws Exception {
        Jta.commit(() -> {
            Session session = open();
            counter(session, 2).amount = 5;
            beforeCompletion(() -> {
                counter(open(), 1).amount = 5;
                rowIsLockedThen(1);
            });
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(2L, 5L);
    }

    @Test
    void registeredWithHibernatesTransaction() throws Exception {
        Jta.commit(() -> {
            Session session = open();
            counter(session, 2).amount = 5;
            session.getTransaction().registerSynchronization(before(() -> {
                counter(session, 1).amount = 5;
                session.flush();
            }));
            rowIsLockedThen(1);
        });
        wasLooked();
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(2L, 5L);
    }

    /** Interposed ones come after all others. */
    @Test
    void interposed() throws Exception {
        var registry = new com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple();
        Jta.commit(() -> {
            Session session = open();
            counter(session, 2).amount = 5;
            registry.registerInterposedSynchronization(before(() -> {
                counter(session, 1).amount = 5;
                session.flush();
            }));
        });
        assertThat(hits()).containsEntry(1L, 5L).containsEntry(2L, 5L);
    }

    @Test
    void theOneThatFails() throws Exception {
        Jta.begin();
        try (Session session = open()) {
            counter(session, 1).amount = 5;
            beforeCompletion(() -> {
                throw new IllegalStateException("as the test wants it");
            });
            assertThatThrownBy(() -> Jta.manager().commit()).hasStackTraceContaining("as the test wants it");
        }
        assertThat(amounts()).containsEntry(1L, 0L);
    }
}
