package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.relay.RoundTrips;
import jakarta.transaction.RollbackException;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Sessions of one factory in one JTA transaction have one context. */
class TwoSessionsTest extends JtaTest {

    /** Each session flushes in a synchronization of its own: the locks of both go out after the last one. */
    @Test
    void theirCommitCostsTwoRoundTrips() throws Exception {
        try (Session one = open();
                Session two = open();
                Session three = open()) {
            Jta.begin();
            counter(one, 1).amount = 10;
            counter(two, 2).amount = 20;
            counter(three, 3);
            RoundTrips trips =
                    nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        assertThat(hits()).containsEntry(1L, 10L).containsEntry(2L, 20L).containsEntry(3L, 0L);
    }

    @Test
    void theSameIfTheyAreOpenedInTheTransaction() throws Exception {
        AtomicReference<RoundTrips> trips = new AtomicReference<>();
        Jta.begin();
        try (Session one = open();
                Session two = open()) {
            counter(one, 1).amount = 10;
            counter(two, 2).amount = 20;
            trips.set(nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit())));
        }
        assertThat(trips.get().roundTrips()).as(trips.toString()).isEqualTo(2);
        assertThat(hits()).containsEntry(1L, 10L).containsEntry(2L, 20L);
    }

    /** The session that is opened last writes first, and the other way round. */
    @Test
    void whicheverWrites() throws Exception {
        for (long row = 1; row <= 2; row++) {
            long id = row;
            Jta.begin();
            try (Session one = open();
                    Session two = open()) {
                counter(one, 3);
                counter(two, 3);
                counter(id == 1 ? one : two, id).amount = 7;
                Jta.manager().commit();
            }
            assertThat(hits()).containsEntry(id, 7L);
        }
    }

    @Test
    void whatOneHasLockedTheOtherNeitherReadsNorPuts() throws Exception {
        Jta.commit(() -> {
            Session one = open();
            Session two = open();
            counter(one, 1).amount = 5;
            one.flush();
            assertThat(counter(two, 1).amount).as("from the database").isEqualTo(5);
            assertThat(amounts()).as("uncommitted").containsEntry(1L, 0L);
            counter(one, 1).amount = 6;
        });
        assertThat(hits()).as("not what was loaded between").containsEntry(1L, 6L);
    }

    @Test
    void aRollbackLeavesNothing() throws Exception {
        Jta.begin();
        try (Session one = open();
                Session two = open()) {
            counter(one, 1).amount = 5;
            one.persist(new Counter(9, 5));
            one.flush();
            assertThat(counter(two, 1).amount).isEqualTo(5);
            counter(two, 9);
            Jta.manager().rollback();
        }
        assertThat(amounts()).containsEntry(1L, 0L);
        assertThat(isInRedis(Counter.class, 9)).isFalse();
    }

    @Test
    void soDoesOneThatIsOnlyMarkedForIt() throws Exception {
        Jta.begin();
        try (Session one = open();
                Session two = open()) {
            counter(one, 1).amount = 5;
            one.flush();
            counter(two, 2).amount = 5;
            Jta.manager().setRollbackOnly();
            counter(two, 3);
            assertThatThrownBy(() -> Jta.manager().commit()).isInstanceOf(RollbackException.class);
        }
        awaitEvicted(1);
        warm();
        assertThat(hits()).as("nothing has to run out").containsEntry(1L, 0L).containsEntry(2L, 0L);
    }

    /** The flush of the second session fails when the first one has been flushed: no lock is placed, and nothing has to run out. */
    @Test
    void aFlushThatFailsLocksNothing() throws Exception {
        Ticket ticket = new Ticket("old");
        nodes.first().inTransaction(session -> session.persist(ticket));
        Jta.begin();
        try (Session one = open();
                Session two = open()) {
            counter(one, 1).amount = 5;
            two.find(Ticket.class, ticket.id).subject = "new";
            Jta.suspended(() ->
                    nodes.second().inTransaction(session -> session.find(Ticket.class, ticket.id).subject = "newer"));
            RoundTrips trips = nodes.count(
                    () -> assertThatThrownBy(() -> Jta.manager().commit()).isInstanceOf(RollbackException.class));
            assertThat(trips.roundTrips()).as("evictions alone, " + trips).isEqualTo(1);
        }
        warm();
        assertThat(hits()).as("nothing has to run out").containsEntry(1L, 0L);
    }

    @Test
    void theSessionsGoOnAfterwards() throws Exception {
        try (Session one = open();
                Session two = open()) {
            for (long i = 1; i <= 3; i++) {
                long amount = i;
                Jta.begin();
                counter(one, 1).amount = amount;
                counter(two, 2).amount = amount;
                if (i == 2) {
                    one.flush();
                    two.flush();
                    Jta.manager().rollback();
                    awaitEvicted(1, 2);
                } else {
                    Jta.manager().commit();
                    assertThat(hits()).containsEntry(1L, amount).containsEntry(2L, amount);
                }
                one.clear();
                two.clear();
            }
        }
    }

    @Test
    void whatTheyLoadAndInsertIsPutAfterTheCommit() throws Exception {
        Ticket ticket = new Ticket("new");
        for (long id = 1; id <= ROWS; id++) {
            nodes.first().factory().getCache().evict(Counter.class, id);
        }
        nodes.awaitClocks();
        Jta.commit(() -> {
            Session one = open();
            Session two = open();
            counter(one, 1);
            for (long id = 2; id <= ROWS; id++) {
                counter(two, id);
            }
            one.persist(ticket);
            assertThat(isInRedis(Counter.class, 1)).isFalse();
        });
        assertThat(hits()).hasSize(ROWS);
        assertThat(isInRedis(Ticket.class, ticket.id)).isTrue();
    }

    @Test
    void aTransactionThatOnlyReadsHitsCostsNoMore() throws Exception {
        try (Session one = open();
                Session two = open()) {
            RoundTrips trips = nodes.count(() -> Jta.unchecked(() -> Jta.commit(() -> {
                counter(one, 1);
                counter(two, 2);
            })));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
            trips = nodes.count(() -> Jta.unchecked(() -> Jta.commit(() -> {
                one.createNativeQuery("select 1", Integer.class).getSingleResult();
            })));
            assertThat(trips.roundTrips()).as(trips.toString()).isZero();
        }
    }

    /** A child has its parent's coordinator, which was opened in the transaction and has not used the cache itself. */
    @Test
    void aChildSessionTakesPartToo() throws Exception {
        Jta.begin();
        try (Session parent = open();
                Session other = open();
                Session child = parent.sessionWithOptions().connection().openSession()) {
            counter(child, 1).amount = 10;
            child.flush();
            assertThat(counter(other, 1).amount).as("from the database").isEqualTo(10);
            counter(parent, 2).amount = 20;
            RoundTrips trips =
                    nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        assertThat(hits()).containsEntry(1L, 10L).containsEntry(2L, 20L);
    }
}
