package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Nodes;
import org.hibernate.ScrollMode;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a transaction sees of its own changes, or of the past, while it is not known to have changed anything. */
class UncommittedTest {

    private final Nodes nodes = Nodes.of(Counter.class, Product.class, Review.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** A stateless insert makes no call to the cache; what is loaded after it waits for the commit all the same, however much it is. */
    @Test
    void manyLoadsOfOnesOwnInsertsAreNotPublished() {
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            for (long id = 0; id < 600; id++) {
                session.insert(new Counter(id, id));
            }
            assertThat(session.createSelectionQuery("from Counter", Counter.class)
                            .getResultList())
                    .hasSize(600);
            session.getTransaction().rollback();
        }
        nodes.awaitClocks();
        nodes.second().inTransaction(session -> {
            for (long id = 0; id < 600; id++) {
                assertThat(session.find(Counter.class, id)).isNull();
            }
        });
    }

    /** A cursor that was opened before the transaction still shows what was committed then: its rows are as of then. */
    @Test
    void aCursorFromBeforeTheTransactionPutsNothingStale() {
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        nodes.first().factory().getCache().evictEntityData(Counter.class, 1L);
        nodes.awaitClocks();
        try (Session session = nodes.first().factory().openSession();
                var rows = session.createSelectionQuery("from Counter", Counter.class)
                        .scroll(ScrollMode.FORWARD_ONLY)) {
            nodes.second()
                    .inTransaction(other -> other.createMutationQuery("update Counter set amount = 7")
                            .executeUpdate());
            nodes.awaitClocks();
            session.beginTransaction();
            rows.next();
            session.getTransaction().commit();
        }
        nodes.awaitClocks();
        nodes.second()
                .inTransaction(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(7));
    }

    /** Cache mode REFRESH takes in what was changed from elsewhere. */
    @Test
    void refreshReplacesAnUnversionedRow() {
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        nodes.awaitClocks();
        nodes.first()
                .inTransaction(session -> session.doWork(connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.executeUpdate("update Counter set amount = 9");
                    }
                }));
        assertThat(nodes.second().<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                .as("the window of SQL from elsewhere")
                .isZero();
        nodes.first().inTransaction(session -> {
            assertThat(session.byId(Counter.class)
                            .with(org.hibernate.CacheMode.REFRESH)
                            .load(1L)
                            .amount)
                    .isEqualTo(9);
        });
        nodes.awaitClocks();
        assertThat(Counters.isHit(nodes.second(), 9)).isTrue();
    }
}
