package io.throughline.it.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.SinceHibernate74;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.settings.Space;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.hibernate.CacheMode;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is near costs no round trip, and what another node commits is never answered from there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NearTest {

    private static final List<Long> MANY = LongStream.range(100, 200).boxed().toList();

    private Space space;
    private Node member;
    private Node writer;

    @BeforeAll
    void start() {
        space = Space.of(
                node -> Members.near(node)
                        .set("hibernate.cache.redis.near_lease", "4s") // a machine that stands still loses no lease
                        .set("hibernate.cache.use_query_cache", "true"),
                Product.class,
                Review.class,
                Account.class);
        member = Members.joined(space.node());
        space.relay().ignore(Members::isUpkeep);
        writer = Members.notNear(Members.another(Product.class, Review.class, Account.class))
                .set("hibernate.cache.use_query_cache", "true")
                .start();
        writer.inTransaction(session -> {
            Product product = new Product(1, "one");
            session.persist(product);
            MANY.forEach(id -> product.reviews.add(new Review(id, product, "review " + id)));
            session.persist(new Account(1, "A-1", "Ann"));
        });
    }

    @AfterAll
    void stop() {
        writer.close();
        space.close();
    }

    private long nearHits() {
        return member.activity().named(Product.class.getName()).nearHits();
    }

    private String name() {
        return member.fromTransaction(session -> session.find(Product.class, 1L).name);
    }

    /** Until all of it is in Redis, and then near. */
    private void warm(Consumer<Session> reading) {
        for (int i = 0; i < 4; i++) {
            Nodes.awaitClocks(writer, member);
            writer.inTransaction(reading);
            Nodes.awaitClocks(writer, member);
            member.inTransaction(reading);
        }
        Nodes.awaitClocks(member);
    }

    private RoundTrips near(Consumer<Session> reading) {
        warm(reading);
        long sql = member.sqlStatements();
        RoundTrips trips = space.relay().countUntilQuiet(() -> member.inTransaction(reading));
        assertThat(member.sqlStatements() - sql).as("SQL").isZero();
        return trips;
    }

    @Test
    void aFindCostsNoRoundTrip() {
        long before = nearHits();
        RoundTrips trips =
                near(session -> assertThat(session.find(Product.class, 1L)).isNotNull());
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
        assertThat(nearHits()).isGreaterThan(before);
    }

    @Test
    void aCollectionOfAHundredWithItsElementsCostsNone() {
        RoundTrips trips = near(session -> assertThat(session.find(Product.class, 1L).reviews)
                .allSatisfy(review -> assertThat(review.text).isNotNull())
                .hasSize(100));
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    @Test
    void lazyReferencesCostNone() {
        RoundTrips trips = near(session -> {
            List<Review> references = MANY.stream()
                    .map(id -> session.getReference(Review.class, id))
                    .toList();
            references.forEach(Hibernate::initialize);
        });
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    @Test
    @SinceHibernate74
    void severalByTheirIdsCostNone() {
        RoundTrips trips = near(session ->
                assertThat(session.byMultipleIds(Review.class).multiLoad(MANY)).hasSize(100));
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    /** Hibernate 6.6 and 7.0 ask the cache only then. */
    @Test
    void norWithACacheMode() {
        RoundTrips trips = near(session -> assertThat(session.byMultipleIds(Review.class)
                        .with(CacheMode.NORMAL)
                        .multiLoad(MANY))
                .hasSize(100));
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    @Test
    void aNaturalIdCostsNone() {
        RoundTrips trips = near(session ->
                assertThat(session.bySimpleNaturalId(Account.class).load("A-1")).isNotNull());
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    private static List<?> named(Session session) {
        return session.createSelectionQuery("from Account a where a.owner = 'Ann'", Account.class)
                .setCacheable(true)
                .getResultList();
    }

    @Test
    void aCachedQueryCostsNone() {
        RoundTrips trips = near(session -> assertThat(
                        session.createSelectionQuery("from Review r where r.text like 'review 10%'", Review.class)
                                .setCacheable(true)
                                .getResultList())
                .hasSize(10));
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    /** Its rows come from the database: whether Redis has them need not be asked. */
    @Test
    void aQueryOverWhatIsNearCostsNone() {
        Consumer<Session> reading = session -> assertThat(
                        session.createSelectionQuery("from Review r where r.text like 'review 11%'", Review.class)
                                .getResultList())
                .hasSize(10);
        warm(session -> LongStream.range(110, 120).forEach(id -> session.find(Review.class, id)));
        RoundTrips trips = space.relay().countUntilQuiet(() -> member.inTransaction(reading));
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    @Test
    void aCachedQuerySeesWhatAnotherNodeCommits() {
        for (long id = 2; id < 5; id++) {
            warm(session -> assertThat(named(session)).isNotEmpty());
            Account another = new Account(id, "A-" + id, "Ann");
            writer.inTransaction(session -> session.persist(another));
            int found = member.fromTransaction(session -> named(session).size());
            writer.inTransaction(session -> session.remove(session.find(Account.class, another.id)));
            assertThat(found).isEqualTo(2);
            int left = member.fromTransaction(session -> named(session).size());
            assertThat(left).isEqualTo(1);
        }
    }

    @Test
    void aBulkStatementOfAnotherNodeIsSeen() {
        for (int i = 0; i < 5; i++) {
            warm(session -> session.find(Product.class, 1L));
            String name = "bulk " + i;
            writer.inTransaction(session -> session.createMutationQuery("update Product set name = :name")
                    .setParameter("name", name)
                    .executeUpdate());
            assertThat(name()).isEqualTo(name);
        }
    }

    @Test
    void anEvictionOfAnotherNodeIsSeen() {
        warm(session -> session.find(Product.class, 1L));
        writer.factory().getCache().evictEntityData(Product.class, 1L);
        long hits = nearHits();
        name();
        assertThat(nearHits()).isEqualTo(hits);
        warm(session -> session.find(Product.class, 1L));
        writer.factory().getCache().evictEntityData(Product.class);
        hits = nearHits();
        name();
        assertThat(nearHits()).isEqualTo(hits);
    }

    @Test
    void whatAnotherNodeCommitsIsReadNext() {
        for (int i = 0; i < 5; i++) {
            warm(session -> session.find(Product.class, 1L));
            String name = "name " + i;
            long calls = Members.activity(writer).callsSent();
            writer.inTransaction(session -> session.find(Product.class, 1L).name = name);
            assertThat(Members.activity(writer).callsSent()).isGreaterThan(calls);
            assertThat(name()).isEqualTo(name);
        }
        assertThat(Members.activity(writer).expulsions()).isZero();
    }

    @Test
    void whatItCommitsItself() {
        for (int i = 0; i < 5; i++) {
            warm(session -> session.find(Product.class, 1L));
            String name = "own " + i;
            member.inTransaction(session -> session.find(Product.class, 1L).name = name);
            assertThat(name()).isEqualTo(name);
        }
    }

    /** LOCK and SETTLE, and the state is near again. */
    @Test
    void toChangeItAgainAndAgainCostsTheCommitsRoundTripsAlone() {
        warm(session -> session.find(Product.class, 1L));
        for (int i = 0; i < 3; i++) {
            String name = "again " + i;
            RoundTrips trips = space.relay()
                    .countUntilQuiet(() ->
                            member.inTransaction(session -> session.find(Product.class, 1L).name = name));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
            Nodes.awaitClocks(member);
        }
        long hits = nearHits();
        assertThat(name()).isEqualTo("again 2");
        assertThat(nearHits()).isEqualTo(hits + 1);
    }

    /** A miss: loaded, asked for, and put. */
    @Test
    void whatItHasLoadedAndPutCostsNone() {
        warm(session -> session.find(Product.class, 1L));
        member.factory().getCache().evictEntityData(Product.class, 1L);
        Nodes.awaitClocks(member);
        name();
        Nodes.awaitClocks(member);
        RoundTrips trips = space.relay().countUntilQuiet(this::name);
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }
}
