package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.comparison.Library.Visit;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.SinceHibernate7;
import io.throughline.it.nodes.SinceHibernate74;
import java.util.Arrays;
import java.util.List;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Which queries are hits, and what is part of a query's key. */
class QueryHitsTest extends QueryTest {

    private static final String TITLES = "select title from Book order by id";

    QueryHitsTest() {
        super(Book.class, Note.class, Shelf.class, Visit.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Book(2, "b"));
            session.persist(new Visit(1, "v"));
        });
    }

    private Observed titles(String... expected) {
        return in(session -> assertThat(list(session, TITLES, String.class)).containsExactly(expected));
    }

    private Observed titles(CacheMode mode) {
        return in(session ->
                cacheable(session, TITLES, String.class).setCacheMode(mode).getResultList());
    }

    @Test
    void onRepetition() {
        titles("a", "b").is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        titles("a", "b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void inOneSession() {
        in(session -> {
                    list(session, TITLES, String.class);
                    list(session, TITLES, String.class);
                })
                .is(
                        "sql 1; default-query-results-region hit 1 miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.LOADS_WAIT_FOR_THE_COMMIT,
                        "sql 2; default-query-results-region miss 2 put 2; queries 2");
        in(session -> {
                    list(session, TITLES, String.class);
                    list(session, TITLES, String.class);
                })
                .is("default-query-results-region hit 2; timestamps hit 2");
    }

    @Test
    void notCacheable() {
        titles("a", "b").is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> session.createSelectionQuery(TITLES, String.class).getResultList())
                .is("sql 1; queries 1");
    }

    @Test
    void entitiesThatAreNotCached() {
        in(session -> list(session, "from Visit", Visit.class))
                .is("sql 1; default-query-results-region miss 1 put 1; entities loaded 1; queries 1");
        in(session -> list(session, "from Visit", Visit.class))
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void nothingFound() {
        in(session -> assertThat(list(session, "from Book where id = 9", Book.class))
                        .isEmpty())
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> assertThat(list(session, "from Book where id = 9", Book.class))
                        .isEmpty())
                .is("default-query-results-region hit 1; timestamps hit 1");
        in(session -> assertThat(cacheable(session, "from Book where id = 9", Book.class)
                                .uniqueResult())
                        .isNull())
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    private Observed byTitle(String title) {
        return in(session -> cacheable(session, "from Book where title = :title", Book.class)
                .setParameter("title", title)
                .getResultList());
    }

    @Test
    void parameters() {
        byTitle("a").is("sql 1; default-query-results-region miss 1 put 1; entities loaded 1; queries 1");
        byTitle("b").is("sql 1; default-query-results-region miss 1 put 1; entities loaded 1; queries 1");
        byTitle("a").is("default-query-results-region hit 1; timestamps hit 1");
        byTitle(null).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        byTitle(null).is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void listsOfParameters() {
        byIds(1, 2).is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        byIds(2, 1).is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        byIds(1, 2).is("default-query-results-region hit 1; timestamps hit 1");
        byIds(1).is("sql 1; default-query-results-region miss 1 put 1; entities loaded 1; queries 1");
    }

    private Observed byIds(long... ids) {
        return in(session -> cacheable(session, "from Book where id in :ids", Book.class)
                .setParameterList("ids", Arrays.stream(ids).boxed().toList())
                .getResultList());
    }

    private Observed page(int first, int most) {
        return in(session -> cacheable(session, TITLES, String.class)
                .setFirstResult(first)
                .setMaxResults(most)
                .getResultList());
    }

    @Test
    void pages() {
        page(0, 1).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        page(1, 1).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        page(0, 2).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        page(0, 1).is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void uniqueResults() {
        in(session -> cacheable(session, "select count(*) from Book", Long.class)
                        .getSingleResult())
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> cacheable(session, "select count(*) from Book", Long.class)
                        .getSingleResult())
                .is("default-query-results-region hit 1; timestamps hit 1");
        in(session -> cacheable(session, "select count(*) from Book", Long.class)
                        .getResultStream()
                        .count())
                .is("sql 1");
    }

    @Test
    void scrolling() {
        in(session -> {
                    try (var rows = cacheable(session, TITLES, String.class).scroll()) {
                        rows.next();
                    }
                })
                .is("sql 1");
        titles("a", "b").is("sql 1; default-query-results-region miss 1 put 1; queries 1");
    }

    @Test
    void cacheModes() {
        titles(CacheMode.IGNORE).is("sql 1; queries 1");
        titles(CacheMode.GET).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        titles(CacheMode.PUT).is("sql 1; default-query-results-region put 1; queries 1");
        titles(CacheMode.GET).is("default-query-results-region hit 1; timestamps hit 1");
        titles(CacheMode.PUT).is("sql 1; default-query-results-region put 1; queries 1");
        titles(CacheMode.REFRESH).is("sql 1; default-query-results-region put 1; queries 1");
        titles(CacheMode.NORMAL).is("default-query-results-region hit 1; timestamps hit 1");
        titles(CacheMode.IGNORE).is("sql 1; queries 1");
    }

    @Test
    void lockedRows() {
        in(session -> cacheable(session, "from Book", Book.class)
                        .setLockMode(jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                        .getResultList())
                .is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        in(session -> cacheable(session, "from Book", Book.class)
                        .setLockMode(jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                        .getResultList())
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    @SinceHibernate74
    void nativeQueries() {
        in(session -> nativeTitles(session)).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> nativeTitles(session))
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1; timestamps hit 1");
    }

    private static List<String> nativeTitles(Session session) {
        return session.createNativeQuery("select title from Book order by id", String.class)
                .addSynchronizedEntityClass(Book.class)
                .setCacheable(true)
                .getResultList();
    }

    @Test
    void namedQueriesAndCriteria() {
        in(QueryHitsTest::byCriteria)
                .is("sql 1; default-query-results-region miss 1 put 1; entities loaded 1; queries 1");
        in(QueryHitsTest::byCriteria).is("default-query-results-region hit 1; timestamps hit 1");
    }

    private static List<Book> byCriteria(Session session) {
        var builder = session.getCriteriaBuilder();
        var query = builder.createQuery(Book.class);
        query.where(builder.equal(query.from(Book.class).get("title"), "a"));
        return session.createQuery(query).setCacheable(true).getResultList();
    }

    @Test
    void jpaHints() {
        in(session -> session.createSelectionQuery(TITLES, String.class)
                        .setHint("org.hibernate.cacheable", true)
                        .getResultList())
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> session.createSelectionQuery(TITLES, String.class)
                        .setHint("org.hibernate.cacheable", true)
                        .getResultList())
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    /** Ours puts it a few milliseconds later. */
    @Test
    void outsideATransaction() {
        Runnable query = () -> {
            try (Session session = node().factory().openSession()) {
                list(session, TITLES, String.class);
            }
        };
        observed(query).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        Nodes.await(() -> {
            query.run();
            return node().statistics().getQueryCacheHitCount() > 0;
        });
        observed(query).is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    @SinceHibernate7
    void statelessSessions() {
        inStateless(session -> session.createSelectionQuery(TITLES, String.class)
                        .setCacheable(true)
                        .getResultList())
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        inStateless(session -> session.createSelectionQuery(TITLES, String.class)
                        .setCacheable(true)
                        .getResultList())
                .is("default-query-results-region hit 1; timestamps hit 1");
    }
}
