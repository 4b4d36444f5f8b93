package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Scripts;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.HibernateException;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/**
 * Another thread rolls the transaction back: the transaction manager's thread that looks for timeouts, or any other. The session hears of it from
 * Hibernate with its next call, on its own thread.
 */
class RollbackElsewhereTest extends JtaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static void rollBackElsewhere(Transaction transaction) throws Exception {
        Jta.onAnotherThread(() -> {
            transaction.rollback();
            return null;
        });
        assertThat(transaction.getStatus()).isEqualTo(Status.STATUS_ROLLEDBACK);
    }

    private static int status(Transaction transaction) {
        try {
            return transaction.getStatus();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void isTold(Session session) {
        assertThatThrownBy(() -> session.find(Counter.class, 4L))
                .isInstanceOf(HibernateException.class)
                .hasMessageContaining("rolled back in a different thread");
    }

    /** The session works, and so does what it writes. */
    private void goesOn(Session session) throws Exception {
        session.clear();
        Jta.begin();
        Counter counter = counter(session, 1);
        assertThat(counter.amount).isZero();
        counter.amount = 77;
        Jta.manager().commit();
        assertThat(amounts()).containsEntry(1L, 77L);
    }

    @Test
    void aTimeout() throws Exception {
        try (Session session = open()) {
            CountDownLatch end = Jta.end(Jta.beginWithTimeout());
            counter(session, 1).amount = 5;
            session.persist(new Counter(9, 5));
            session.flush();
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            Jta.suspended(() -> assertThat(amounts()).containsEntry(1L, 0L));
            isTold(session);
            Jta.manager().rollback();
            assertThat(Jta.contexts(nodes.first())).isZero();
            awaitEvicted(1);
            warm();
            goesOn(session);
        }
        assertThat(isInRedis(Counter.class, 9)).isFalse();
    }

    /** The locks are on their way when the time is up: whether they are placed or not, the commit fails, and they run out. */
    @Test
    void aTimeoutWhileTheLocksAreOnTheirWay() throws Exception {
        try (Session session = open()) {
            Transaction transaction = Jta.beginWithTimeout();
            Counter counter = counter(session, 1);
            counter.amount = 5;
            try (Stall stall = nodes.relay()
                    .stallReply(command -> command.runs(Scripts.shipped().lock()))) {
                Future<?> watch = Jta.startOnAnotherThread(() -> {
                    stall.awaitStalled(PATIENCE);
                    Nodes.await(() -> status(transaction) != Status.STATUS_ACTIVE);
                    stall.release();
                    return null;
                });
                assertThatThrownBy(() -> Jta.manager().commit()).isInstanceOf(RollbackException.class);
                watch.get(30, TimeUnit.SECONDS);
            }
            assertThat(amounts()).containsEntry(1L, 0L);
            // whichever thread came first has told the session
            Throwable told = catchThrowable(() -> counter(session, 4));
            if (told != null) {
                assertThat(told).hasMessageContaining("rolled back in a different thread");
            }
            assertThat(Jta.contexts(nodes.first())).isZero();
            goesOn(session);
        }
    }

    @Test
    void whileTheSessionReadsFromRedis() throws Exception {
        try (Session session = open()) {
            Transaction transaction = Jta.begin();
            counter(session, 1).amount = 5;
            session.flush();
            try (Stall stall = nodes.relay().stall(Command.named("MGET"))) {
                Future<?> other = Jta.startOnAnotherThread(() -> {
                    stall.awaitStalled(PATIENCE);
                    rollBackElsewhere(transaction);
                    stall.release();
                    return null;
                });
                assertThatThrownBy(() -> counter(session, 2))
                        .isInstanceOf(HibernateException.class)
                        .hasMessageContaining("rolled back in a different thread");
                other.get(30, TimeUnit.SECONDS);
            }
            Jta.manager().rollback();
            assertThat(Jta.contexts(nodes.first())).isZero();
            awaitEvicted(1);
            warm();
            goesOn(session);
        }
    }

    /** Statements that run afterwards are nobody's: what they find is not put, and what they change is no lock's. */
    @Test
    void betweenTwoCallsOfTheSession() throws Exception {
        nodes.first().factory().getCache().evict(Counter.class, 2L);
        nodes.awaitClocks();
        try (Session session = open()) {
            Transaction transaction = Jta.begin();
            counter(session, 1).amount = 5;
            session.flush();
            counter(session, 2);
            rollBackElsewhere(transaction);
            isTold(session);
            Jta.manager().rollback();
            assertThat(isInRedis(Counter.class, 2)).isFalse();
        }
        assertThat(amounts()).containsEntry(1L, 0L).containsEntry(2L, 0L);
    }

    /** The first one to hear of it ends the context of both. */
    @Test
    void twoSessions() throws Exception {
        try (Session one = open();
                Session two = open()) {
            Transaction transaction = Jta.begin();
            counter(one, 1).amount = 5;
            counter(two, 2).amount = 5;
            one.flush();
            two.flush();
            rollBackElsewhere(transaction);
            isTold(one);
            assertThat(Jta.contexts(nodes.first())).isZero();
            awaitEvicted(1, 2);
            Jta.manager().rollback();
            warm();
            goesOn(one);
            isTold(two);
            nodes.first().inTransaction(session -> counter(session, 1).amount = 0);
            warm();
            goesOn(two);
        }
    }

    /** The thread works for another transaction when the session hears of its own one's end: Hibernate marks that one for a rollback. */
    @Test
    void theSessionHearsOfItInTheNextTransaction() throws Exception {
        try (Session session = open();
                Session other = open()) {
            Transaction transaction = Jta.begin();
            counter(session, 1).amount = 5;
            session.flush();
            rollBackElsewhere(transaction);
            Jta.manager().rollback();
            Jta.begin();
            counter(other, 2).amount = 20;
            other.flush();
            isTold(session);
            assertThat(Jta.contexts(nodes.first())).as("the next one's").isEqualTo(1);
            assertThatThrownBy(() -> Jta.manager().commit()).isInstanceOf(RollbackException.class);
            awaitEvicted(1, 2);
            warm();
            goesOn(session);
        }
        assertThat(amounts()).containsEntry(2L, 0L);
    }

    /** Sessions that are dropped without a word do not keep their context. */
    @Test
    void droppedSessionsLeaveNoContext() throws Exception {
        for (int i = 0; i < 20; i++) {
            drop();
        }
        Nodes.await(() -> {
            System.gc();
            return Jta.contexts(nodes.first()) == 0;
        });
        assertThat(amounts()).containsEntry(1L, 0L);
    }

    private void drop() throws Exception {
        Transaction transaction = Jta.begin();
        Session session = open();
        counter(session, 1).amount = 5;
        session.flush();
        rollBackElsewhere(transaction);
        Jta.manager().rollback();
    }

    /** {@code track_by_thread=false} is not tested: Hibernate then works on the session while its own thread may do so. */
    @Test
    void aSessionThatIsClosedHearsOfItThen() throws Exception {
        Session session = open();
        Transaction transaction = Jta.begin();
        counter(session, 1).amount = 5;
        session.flush();
        rollBackElsewhere(transaction);
        assertThatThrownBy(session::close).isInstanceOf(HibernateException.class);
        assertThat(Jta.contexts(nodes.first())).isZero();
        session.close();
        Jta.manager().rollback();
        assertThat(amounts()).containsEntry(1L, 0L);
    }
}
