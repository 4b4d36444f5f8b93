package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.query.MutationQuery;
import org.hibernate.query.SynchronizeableQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cached query is a hit on the other node until one of its tables changes, whatever changes it. Then no node uses it any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UpToDate {

    private final Nodes nodes;
    private final CachedQuery<String> moons;
    private final CachedQuery<String> satellites;
    private final CachedQuery<Long> used;
    private long planet;

    UpToDate(String layout) {
        nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.query_cache_layout", layout)
                        .set("hibernate.cache.redis.lock_timeout", "2s"), // 6.6 and 7.0: some changes wait for it
                Planet.class,
                Moon.class,
                Satellite.class);
        moons = new CachedQuery<>(nodes, this::moons);
        satellites = new CachedQuery<>(nodes, this::satellites);
        used = new CachedQuery<>(nodes, this::used);
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    /** A planet of the test's own, with two moons and two satellites. */
    @BeforeEach
    void insert() {
        planet += 10;
        nodes.second().inTransaction(session -> {
            Planet saturn = new Planet(planet, "Saturn");
            session.persist(saturn);
            for (long id = planet; id < planet + 2; id++) {
                session.persist(new Moon(id, "moon " + (id - planet), saturn));
                Satellite satellite = new Satellite(id, "satellite " + (id - planet), planet);
                satellite.uses.add("talking");
                session.persist(satellite);
            }
        });
        Nodes.awaitClocks(nodes.first(), nodes.second());
        moons.on(nodes.first());
        satellites.on(nodes.first());
        used.on(nodes.first());
        moons.isHit(nodes.second(), "moon 0", "moon 1");
        moons.isHit(nodes.first(), "moon 0", "moon 1");
        satellites.isHit(nodes.second(), "satellite 0", "satellite 1");
        used.isHit(nodes.second(), planet, planet + 1);
    }

    private List<String> moons(Session session) {
        return session
                .createSelectionQuery("from Moon where planet.id = :planet order by id", Moon.class)
                .setParameter("planet", planet)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(moon -> moon.name)
                .toList();
    }

    private List<String> satellites(Session session) {
        return session
                .createSelectionQuery("from Satellite where planet = :planet order by id", Satellite.class)
                .setParameter("planet", planet)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(satellite -> satellite.name)
                .toList();
    }

    private List<Long> used(Session session) {
        return used(session, true);
    }

    private List<Long> usedInDatabase(Session session) {
        return used(session, false);
    }

    private List<Long> used(Session session, boolean cacheable) {
        return session.createSelectionQuery(
                        "select s.id from Satellite s join s.uses u where s.planet = :planet and u = 'talking' order by s.id",
                        Long.class)
                .setParameter("planet", planet)
                .setCacheable(cacheable)
                .getResultList();
    }

    private void onSecond(Consumer<Session> change) {
        nodes.second().inTransaction(change);
    }

    private void stateless(Consumer<StatelessSession> change) {
        nodes.second().factory().inStatelessTransaction(change::accept);
    }

    // what is changed, and what the queries find then

    @Test
    void inserted() {
        onSecond(session -> session.persist(new Moon(planet + 2, "new", session.getReference(Planet.class, planet))));
        moons.isMiss(nodes.first(), "moon 0", "moon 1", "new");
        satellites.isHit(nodes.first(), "satellite 0", "satellite 1");
        moons.becomesHit("moon 0", "moon 1", "new");
    }

    @Test
    void updated() {
        onSecond(session -> session.find(Moon.class, planet).name = "new");
        moons.isMiss(nodes.first(), "new", "moon 1");
        moons.becomesHit("new", "moon 1");
    }

    @Test
    void deleted() {
        onSecond(session -> session.remove(session.find(Moon.class, planet)));
        moons.isMiss(nodes.first(), "moon 1");
        moons.becomesHit("moon 1");
    }

    @Test
    void updatedInBulk() {
        onSecond(session -> session.createMutationQuery("update Moon set name = 'new' where id = " + planet)
                .executeUpdate());
        moons.isMiss(nodes.first(), "new", "moon 1");
        moons.becomesHit("new", "moon 1");
    }

    @Test
    void deletedInBulk() {
        onSecond(session -> session.createMutationQuery("delete Satellite where id = " + planet)
                .executeUpdate());
        satellites.isMiss(nodes.first(), "satellite 1");
        used.isMiss(nodes.first(), planet + 1);
        satellites.becomesHit("satellite 1");
    }

    /** A statement that inserts names the table too, whatever becomes of the entities' cache. */
    @Test
    void insertedInBulk() {
        onSecond(session -> session.createMutationQuery(
                        "insert into Satellite (id, name, planet) select m.id + 5, m.name, m.planet.id from Moon m where m.planet.id = "
                                + planet)
                .executeUpdate());
        satellites.isMiss(nodes.first(), "satellite 0", "satellite 1", "moon 0", "moon 1");
        moons.isHit(nodes.first(), "moon 0", "moon 1");
        satellites.becomesHit("satellite 0", "satellite 1", "moon 0", "moon 1");
    }

    @Test
    void insertedAsValues() {
        onSecond(session -> session.createMutationQuery(
                        "insert into Satellite (id, name, planet) values (" + (planet + 5) + ", 'new', " + planet + ")")
                .executeUpdate());
        satellites.isMiss(nodes.first(), "satellite 0", "satellite 1", "new");
        satellites.becomesHit("satellite 0", "satellite 1", "new");
    }

    @Test
    void changedBySqlThatNamesItsSpace() {
        onSecond(session -> {
            MutationQuery update =
                    session.createNativeMutationQuery("update Moon set name = 'new' where id = " + planet);
            ((SynchronizeableQuery) update).addSynchronizedEntityClass(Moon.class);
            update.executeUpdate();
        });
        moons.isMiss(nodes.first(), "new", "moon 1");
        satellites.isHit(nodes.first(), "satellite 0", "satellite 1");
        moons.becomesHit("new", "moon 1");
    }

    /** It may have changed any table. */
    @Test
    void changedBySqlThatNamesNoSpace() {
        onSecond(session -> session.createNativeMutationQuery("update Moon set name = 'new' where id = " + planet)
                .executeUpdate());
        moons.isMiss(nodes.first(), "new", "moon 1");
        satellites.isMiss(nodes.first(), "satellite 0", "satellite 1");
        moons.becomesHit("new", "moon 1");
    }

    @Test
    void aCollectionIsChanged() {
        onSecond(session -> session.find(Satellite.class, planet).uses.clear());
        used.isMiss(nodes.first(), planet + 1);
        satellites.isHit(nodes.first(), "satellite 0", "satellite 1");
        used.becomesHit(planet + 1);
    }

    /** What stateless sessions do; the name of each, and what the query finds then. */
    record Stateless(String name, BiConsumer<StatelessSession, Long> change, Object... then) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Moon moon(StatelessSession session, long id, String name) {
        Moon moon = session.get(Moon.class, id);
        moon.name = name;
        return moon;
    }

    private static Moon newMoon(long planet) {
        Moon moon = new Moon(planet + 2, "new", null);
        moon.planet = new Planet(planet, "Saturn");
        return moon;
    }

    static Stateless[] statelessChanges() {
        return new Stateless[] {
            new Stateless("insert", (session, p) -> session.insert(newMoon(p)), "moon 0", "moon 1", "new"),
            new Stateless("update", (session, p) -> session.update(moon(session, p, "new")), "new", "moon 1"),
            new Stateless("delete", (session, p) -> session.delete(session.get(Moon.class, p)), "moon 1"),
            new Stateless("upsert of a new one", (session, p) -> session.upsert(newMoon(p)), "moon 0", "moon 1", "new"),
            new Stateless("upsert", (session, p) -> session.upsert(moon(session, p, "new")), "new", "moon 1"),
            new Stateless(
                    "bulk",
                    (session, p) -> session.createMutationQuery("update Moon set name = 'new' where id = " + p)
                            .executeUpdate(),
                    "new",
                    "moon 1")
        };
    }

    @ParameterizedTest
    @MethodSource("statelessChanges")
    void changedByAStatelessSession(Stateless stateless) {
        stateless(session -> stateless.change.accept(session, planet));
        moons.isMiss(nodes.first(), stateless.then);
        moons.becomesHit(stateless.then);
    }

    /** Not cached itself. */
    @Test
    void uncachedAndChangedByAStatelessSession() {
        stateless(session -> {
            Satellite satellite = session.get(Satellite.class, planet);
            satellite.name = "new";
            session.update(satellite);
        });
        satellites.isMiss(nodes.first(), "new", "satellite 1");
        satellites.becomesHit("new", "satellite 1");
    }

    /** Whether Hibernate writes a stateless session's collections is a matter of its version. */
    @Test
    void aCollectionIsChangedByAStatelessSession() {
        stateless(session -> {
            Satellite satellite = new Satellite(planet + 2, "new", planet);
            satellite.uses.add("talking");
            session.insert(satellite);
        });
        Object[] then =
                nodes.second().<List<Long>>fromTransaction(this::usedInDatabase).toArray();
        used.isMiss(nodes.first(), then);
        used.becomesHit(then);
    }

    // and what does not change it

    @Test
    void rolledBack() {
        try (Session session = nodes.second().factory().openSession()) {
            session.beginTransaction();
            session.find(Moon.class, planet).name = "new";
            session.flush();
            assertThat(moons(session)).containsExactly("new", "moon 1");
            session.getTransaction().rollback();
        }
        moons.isHit(nodes.first(), "moon 0", "moon 1");
        moons.isHit(nodes.second(), "moon 0", "moon 1");
    }

    @Test
    void rolledBackBulk() {
        try (Session session = nodes.second().factory().openSession()) {
            session.beginTransaction();
            session.createMutationQuery("update Moon set name = 'new'").executeUpdate();
            assertThat(moons(session)).containsExactly("new", "new");
            session.getTransaction().rollback();
        }
        moons.isHit(nodes.first(), "moon 0", "moon 1");
    }

    // within the transaction that changes it

    @Test
    void theWriterItselfNeverReadsItFromTheCache() {
        onSecond(session -> {
            assertThat(moons(session)).containsExactly("moon 0", "moon 1");
            session.find(Moon.class, planet).name = "new"; // flushed by the query
            for (int i = 0; i < 2; i++) {
                long hits = nodes.second().statistics().getQueryCacheHitCount();
                assertThat(moons(session)).containsExactly("new", "moon 1");
                assertThat(nodes.second().statistics().getQueryCacheHitCount()).isEqualTo(hits);
            }
            session.find(Moon.class, planet + 1).name = "too";
        });
        moons.isMiss(nodes.second(), "new", "too");
        moons.isHit(nodes.first(), "new", "too");
    }

    /** A result from before the change and one from within it: neither is believed. */
    @Test
    void whatTheWriterHasLoadedIsNotBelieved() {
        nodes.second().factory().getCache().evictQueryRegions();
        onSecond(session -> {
            assertThat(moons(session)).containsExactly("moon 0", "moon 1");
            assertThat(satellites(session)).containsExactly("satellite 0", "satellite 1");
            session.createMutationQuery("update Moon set name = 'a' where id = " + planet)
                    .executeUpdate();
            session.clear();
            assertThat(moons(session)).containsExactly("a", "moon 1");
            session.createMutationQuery("update Moon set name = 'b' where id = " + planet)
                    .executeUpdate();
        });
        moons.isMiss(nodes.first(), "b", "moon 1");
        satellites.isHit(nodes.first(), "satellite 0", "satellite 1"); // its table has not changed
    }
}
