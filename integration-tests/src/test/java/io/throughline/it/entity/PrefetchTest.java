package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Prefetch;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Hibernate asks for one by one is fetched together. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrefetchTest {

    private Nodes nodes;

    @BeforeAll
    void start() {
        nodes = Nodes.of(Node.Builder::nothingGrowsOld, Product.class, Review.class);
        for (int reviews : new int[] {1, 100, 1000}) {
            nodes.first().inTransaction(session -> {
                Product product = new Product(reviews, "with " + reviews);
                for (int i = 0; i < reviews; i++) {
                    product.reviews.add(new Review(reviews * 10_000L + i, product, "review " + i));
                }
                session.persist(product);
            });
        }
        for (int i = 0; i < 3; i++) { // whatever is missing after the inserts is put now
            nodes.awaitClocks();
            for (long id : new long[] {1, 100, 1000}) {
                nodes.second()
                        .inTransaction(session ->
                                session.find(Product.class, id).reviews.size());
            }
        }
        nodes.awaitClocks();
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    private static List<Long> reviewIds(int reviews) {
        return LongStream.range(reviews * 10_000L, reviews * 10_000L + reviews)
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000})
    void anEntityItsCollectionAndItsElementsCostThree(int reviews) {
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> {
            Product product = session.find(Product.class, (long) reviews);
            assertThat(product.reviews).hasSize(reviews).allMatch(review -> review.text != null);
        }));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 256, 512})
    void lazyReferencesTouchedOneAfterTheOtherCostOneFor256(int references) {
        List<Long> ids = reviewIds(1000).subList(0, references);
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> touchAll(ids));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo((references + 255) / 256);
    }

    private void touchAll(List<Long> ids) {
        nodes.first().inTransaction(session -> {
            List<Review> lazy = new ArrayList<>();
            ids.forEach(id -> lazy.add(session.getReference(Review.class, id)));
            lazy.forEach(org.hibernate.Hibernate::initialize);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100, 1000})
    void knownIdsCostOne(int count) {
        List<Long> ids = reviewIds(1000).subList(0, count);
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> findAll(ids));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }

    private void findAll(List<Long> ids) {
        nodes.first().inTransaction(session -> {
            assertThat(Prefetch.entities(session, Review.class, ids)).isTrue();
            ids.forEach(id -> assertThat(session.find(Review.class, id)).isNotNull());
        });
    }

    @Test
    void whatTheSessionHasIsNotAskedFor() {
        nodes.first().inTransaction(session -> {
            reviewIds(100).forEach(id -> session.find(Review.class, id));
            RoundTrips trips = nodes.count(() -> Prefetch.entities(session, Review.class, reviewIds(100)));
            assertThat(trips.roundTrips()).as(trips.toString()).isZero();
        });
    }

    /** A change of the transaction's own drops what was prefetched: it may be of what has changed. */
    @Test
    void aChangeDropsIt() {
        List<Long> ids = reviewIds(100);
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            Product product = session.find(Product.class, 1L);
            Prefetch.entities(session, Review.class, ids);
            product.name = "changed";
            session.flush();
            RoundTrips trips = nodes.count(() -> session.find(Review.class, ids.get(0)));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
            session.getTransaction().rollback();
        }
    }

    /** The way out for SQL that Hibernate does not hear of: what is evicted is not served from what was fetched before. */
    @Test
    void anEvictionDropsIt() {
        long id = reviewIds(100).get(9);
        nodes.first().inTransaction(session -> {
            Prefetch.entities(session, Review.class, reviewIds(100));
            session.doWork(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.executeUpdate("update Review set text = 'by SQL' where id = " + id);
                }
            });
            nodes.first().factory().getCache().evictEntityData(Review.class, id);
            assertThat(session.find(Review.class, id).text).isEqualTo("by SQL");
        });
    }

    /** What was written meanwhile is newer than the session: it does not see it, nor does it ever see an older state than at its beginning. */
    @Test
    void itObeysTheRulesOfARead() {
        long id = reviewIds(100).get(7);
        nodes.second().inTransaction(session -> session.find(Review.class, id).text = "rewritten");
        nodes.first().inTransaction(session -> {
            Prefetch.entities(session, Review.class, reviewIds(100));
            assertThat(session.find(Review.class, id).text).isEqualTo("rewritten");
        });
    }

    @Test
    void aMissIsServedFromItToo() {
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> {
            Prefetch.entities(session, Review.class, List.of(-1L, -2L, -3L));
            assertThat(session.find(Review.class, -1L)).isNull();
            assertThat(session.find(Review.class, -2L)).isNull();
        }));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }
}
