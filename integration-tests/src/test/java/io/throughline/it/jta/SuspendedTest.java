package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.relay.RoundTrips;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** A transaction is suspended, another one runs on the thread, and the first one is resumed. */
class SuspendedTest extends JtaTest {

    @Test
    void theInnerOneCommitsMeanwhile() throws Exception {
        Jta.begin();
        try (Session outer = open()) {
            counter(outer, 1).amount = 10;
            outer.flush();
            Jta.suspended(() -> {
                Jta.commit(() -> {
                    try (Session inner = open()) {
                        counter(inner, 2).amount = 20;
                        inner.flush();
                        assertThat(counter(inner, 1).amount)
                                .as("not locked by this one")
                                .isZero();
                    }
                });
                assertThat(hits()).containsEntry(1L, 0L).containsEntry(2L, 20L);
            });
            assertThat(counter(outer, 2).amount).isEqualTo(20);
            Jta.manager().commit();
        }
        assertThat(hits()).containsEntry(1L, 10L).containsEntry(2L, 20L);
    }

    @Test
    void theInnerOneRollsBack() throws Exception {
        Jta.begin();
        try (Session outer = open()) {
            counter(outer, 1).amount = 10;
            outer.flush();
            Jta.suspended(() -> {
                Jta.begin();
                try (Session inner = open()) {
                    counter(inner, 2).amount = 20;
                    inner.flush();
                    Jta.manager().rollback();
                }
            });
            Jta.manager().commit();
        }
        awaitEvicted(2);
        warm();
        assertThat(hits()).containsEntry(1L, 10L).containsEntry(2L, 0L);
    }

    @Test
    void theOuterOneRollsBack() throws Exception {
        Jta.begin();
        try (Session outer = open()) {
            counter(outer, 1).amount = 10;
            outer.flush();
            Jta.suspended(() -> Jta.commit(() -> {
                Session inner = open();
                counter(inner, 2).amount = 20;
            }));
            Jta.manager().rollback();
        }
        awaitEvicted(1);
        warm();
        assertThat(hits()).containsEntry(1L, 0L).containsEntry(2L, 20L);
    }

    @Test
    void whatTheOuterOneHasLoadedAndTheInnerOneChangesIsNotPut() throws Exception {
        nodes.first().factory().getCache().evict(Counter.class, 1L);
        nodes.awaitClocks();
        Jta.begin();
        try (Session outer = open()) {
            assertThat(counter(outer, 1).amount).isZero();
            Jta.suspended(() -> Jta.commit(() -> counter(open(), 1).amount = 5));
            Jta.manager().commit();
        }
        assertThat(amounts()).containsEntry(1L, 5L);
    }

    /** It takes no part in the inner one, which does not wait for it. */
    @Test
    void theOuterSessionIsFirstUsedInTheInnerTransaction() throws Exception {
        Jta.begin();
        try (Session outer = open()) {
            Jta.suspended(() -> {
                Jta.begin();
                try (Session inner = open()) {
                    counter(inner, 2).amount = 20;
                    counter(outer, 3);
                    RoundTrips trips =
                            nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
                    assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
                }
                assertThat(hits()).containsEntry(2L, 20L);
            });
            Jta.manager().commit();
        }
    }

    /** Its SQL is the inner transaction's, and committed with it; what Hibernate calls afterwards comes with the outer one. */
    @Test
    void theOuterSessionWritesInTheInnerTransaction() throws Exception {
        Jta.begin();
        try (Session outer = open()) {
            Counter counter = counter(outer, 1);
            Jta.suspended(() -> {
                Jta.commit(() -> {
                    counter.amount = 5;
                    outer.flush();
                });
                assertThat(amounts()).as("committed").containsEntry(1L, 5L);
            });
            Jta.manager().rollback();
        }
        assertThat(amounts()).containsEntry(1L, 5L);
    }

    @Test
    void whatItWroteIsRolledBackThereAndNotStored() throws Exception {
        nodes.first().factory().getCache().evict(Counter.class, 2L);
        nodes.awaitClocks();
        Jta.begin();
        try (Session outer = open()) {
            Counter counter = counter(outer, 1);
            Jta.suspended(() -> {
                Jta.begin();
                Session inner = open();
                inner.doWork(connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.executeUpdate("update Counter set amount = 5 where id = 2");
                    }
                });
                counter.amount = 5;
                outer.persist(new Counter(9, 5));
                outer.flush();
                assertThat(counter(outer, 2).amount).as("uncommitted").isEqualTo(5);
                Jta.manager().rollback();
            });
            Jta.manager().commit();
        }
        nodes.awaitClocks();
        assertThat(amounts()).containsEntry(1L, 0L).containsEntry(2L, 0L);
        assertThat(isInRedis(Counter.class, 9)).isFalse();
    }
}
