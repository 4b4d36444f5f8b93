package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import java.util.List;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cached query costs on the wire, whatever the number of its rows and of its spaces. */
class QueryRoundTripsTest {

    private Nodes nodes;

    private void start(String layout) {
        nodes = Nodes.of(
                node -> node.nothingGrowsOld()
                        .set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.query_cache_layout", layout),
                Planet.class,
                Moon.class,
                Ring.class);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void insert(int moons) {
        nodes.second().inTransaction(session -> {
            Planet planet = new Planet(1, "Saturn");
            session.persist(planet);
            LongStream.range(0, moons).forEach(i -> session.persist(new Moon(i, "moon " + i, planet)));
        });
        nodes.awaitClocks();
    }

    private static List<Moon> moons(Session session) {
        return session.createQuery("from Moon where planet.id = :planet order by id", Moon.class)
                .setParameter("planet", 1L)
                .setCacheable(true)
                .getResultList();
    }

    /** Loaded on one node, looked up twice on the other: it learns the spaces with the first look-up that finds something. */
    private void warm() {
        for (int i = 0; i < 3; i++) {
            nodes.second().inTransaction(QueryRoundTripsTest::moons);
            nodes.awaitClocks();
            nodes.first().inTransaction(QueryRoundTripsTest::moons);
        }
        nodes.awaitClocks();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000})
    void entitiesByIdCostTwo(int rows) {
        start("SHALLOW");
        insert(rows);
        warm();
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> nodes.first()
                .inTransaction(session -> assertThat(moons(session)).hasSize(rows)));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000})
    void fullRowsCostOne(int rows) {
        start("FULL");
        insert(rows);
        warm();
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> nodes.first()
                .inTransaction(session -> assertThat(moons(session)).hasSize(rows)));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }

    /** What the database answers goes to Redis with the transaction's end. */
    @ParameterizedTest
    @CsvSource({"SHALLOW,100", "FULL,100", "FULL,1000"})
    void aMissCostsOneAndThePut(String layout, int rows) {
        start(layout);
        insert(rows);
        nodes.first().inTransaction(session -> session.find(Planet.class, 1L)); // what the query's entities refer to
        nodes.awaitClocks();
        RoundTrips trips = nodes.count(() -> nodes.first()
                .inTransaction(session -> assertThat(moons(session)).hasSize(rows)));
        // the look-up; whether Redis has the entities already, which the other node has put; the result
        assertThat(trips.roundTrips()).as(trips.toString()).isLessThanOrEqualTo(3);
    }

    @Test
    void fiveSpacesCostOneOnceTheyAreLearned() {
        start("FULL");
        insert(3);
        nodes.second()
                .inTransaction(session -> LongStream.range(0, 3)
                        .forEach(i -> session.persist(new Ring(i, session.getReference(Planet.class, 1L)))));
        nodes.awaitClocks();
        for (int i = 0; i < 3; i++) {
            nodes.first().inTransaction(QueryRoundTripsTest::overFiveSpaces);
            nodes.awaitClocks();
        }
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::overFiveSpaces));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }

    private static void overFiveSpaces(Session session) {
        assertThat(session.createNativeQuery("select count(*) from Moon m, Planet p, Ring r", Long.class)
                        .addSynchronizedQuerySpace("Moon")
                        .addSynchronizedQuerySpace("Planet")
                        .addSynchronizedQuerySpace("Ring")
                        .addSynchronizedQuerySpace("a table beyond the mapping")
                        .addSynchronizedQuerySpace("and another one")
                        .setCacheable(true)
                        .getSingleResult())
                .isEqualTo(9);
    }

    /** Marks go with the transaction's two pipelines. */
    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void aCommitStillCostsTwo(int rows) {
        start("FULL");
        RoundTrips insert = nodes.count(() -> nodes.first().inTransaction(session -> {
            Planet planet = new Planet(1, "Saturn");
            session.persist(planet);
            LongStream.range(0, rows).forEach(i -> session.persist(new Moon(i, "moon " + i, planet)));
        }));
        assertThat(insert.roundTrips()).as(insert.toString()).isEqualTo(2);
        RoundTrips bulk = nodes.count(() -> nodes.first()
                .inTransaction(session -> session.createMutationQuery("update Moon set name = 'x'")
                        .executeUpdate()));
        assertThat(bulk.roundTrips()).as(bulk.toString()).isEqualTo(2);
    }

    @Test
    void anEmptyTransactionAndARollbackCostNone() {
        start("FULL");
        RoundTrips trips = nodes.count(() -> {
            nodes.first().inTransaction(session -> {});
            try (Session session = nodes.first().factory().openSession()) {
                session.beginTransaction();
                session.persist(new Planet(7, "Vulcan"));
                session.flush();
                session.getTransaction().rollback();
            }
        });
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    /** Each element's reference is eager. */
    @Test
    void eagerReferencesAreFetchedTogetherToo() {
        start("SHALLOW");
        nodes.second()
                .inTransaction(session -> LongStream.range(0, 20).forEach(i -> {
                    Planet planet = new Planet(100 + i, "planet " + i);
                    session.persist(planet);
                    session.persist(new Ring(i, planet));
                }));
        nodes.awaitClocks();
        for (int i = 0; i < 3; i++) {
            nodes.first().inTransaction(QueryRoundTripsTest::rings);
            nodes.awaitClocks();
        }
        long sql = nodes.first().sqlStatements();
        RoundTrips trips = nodes.count(() -> nodes.first()
                .inTransaction(session -> assertThat(rings(session))
                        .hasSize(20)
                        .allMatch(ring -> ring.planet.name.startsWith("planet"))));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(3);
    }

    private static List<Ring> rings(Session session) {
        return session.createQuery("from Ring order by id", Ring.class)
                .setCacheable(true)
                .getResultList();
    }

    @Test
    void evictedEntitiesAloneAreLoaded() {
        start("SHALLOW");
        insert(10);
        warm();
        nodes.first().factory().getCache().evict(Moon.class, 3L);
        nodes.first().factory().getCache().evict(Moon.class, 7L);
        nodes.awaitClocks();
        long sql = nodes.first().sqlStatements();
        nodes.first()
                .inTransaction(session -> assertThat(moons(session)).hasSize(10).allMatch(moon -> moon.name != null));
        assertThat(nodes.first().sqlStatements() - sql).isEqualTo(2);
    }

    /** A query that loads what Redis has already asks once, and not again for ten seconds; what Redis lacks is put with a second pipeline. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000})
    void loadsAskFirst(int rows) {
        start("FULL");
        insert(rows);
        nodes.first().inTransaction(session -> session.find(Planet.class, 1L));
        nodes.awaitClocks();
        RoundTrips allThere = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::load));
        assertThat(allThere.roundTrips()).as(allThere.toString()).isEqualTo(1);
        RoundTrips known = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::load));
        assertThat(known.roundTrips()).as(known.toString()).isZero();
        nodes.first().factory().getCache().evict(Moon.class, 0L);
        nodes.awaitClocks();
        RoundTrips oneMissing = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::load));
        assertThat(oneMissing.roundTrips()).as(oneMissing.toString()).isEqualTo(2);
        nodes.awaitClocks();
        RoundTrips allThereAgain = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::load));
        assertThat(allThereAgain.roundTrips()).as(allThereAgain.toString()).isZero();
    }

    /** What another node has evicted a query does not bring back while it is thought to be there; who misses it does, and nobody is given anything older meanwhile. */
    @Test
    void whatIsMissedIsPutThoughItWasLatelyThere() {
        start("FULL");
        insert(10);
        nodes.first().inTransaction(QueryRoundTripsTest::load);
        nodes.second().factory().getCache().evict(Moon.class, 0L);
        nodes.awaitClocks();
        RoundTrips notOffered = nodes.count(() -> nodes.first().inTransaction(QueryRoundTripsTest::load));
        assertThat(notOffered.roundTrips()).as(notOffered.toString()).isZero();
        nodes.awaitClocks();
        nodes.first().inTransaction(session -> session.find(Moon.class, 0L));
        nodes.awaitClocks();
        long sql = nodes.first().sqlStatements();
        nodes.first().inTransaction(session -> session.find(Moon.class, 0L));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
    }

    private static void load(Session session) {
        session.createQuery("from Moon", Moon.class).getResultList();
    }
}
