package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.comparison.Library.Visit;
import io.throughline.it.nodes.SinceHibernate74;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** After a write to a table that it reads, a query is a miss. After any other write it is a hit. */
class QueryInvalidationTest extends QueryTest {

    private static final String TITLES = "select title from Book order by id";

    QueryInvalidationTest() {
        super(Book.class, Note.class, Shelf.class, Visit.class, Reader.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Shelf shelf = new Shelf(1, "hall", "x");
            shelf.put(1, "a");
            session.persist(shelf);
            session.persist(new Note(1, "n"));
            session.persist(new Visit(1, "v"));
        });
        prepare(session -> list(session, TITLES, String.class));
        titles("a");
    }

    private Observed titles(String... expected) {
        return in(session -> assertThat(list(session, TITLES, String.class)).containsExactly(expected));
    }

    @Test
    void aHitBefore() {
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void anInsert() {
        in(session -> session.persist(new Book(2, "b"))).is("sql 1; Book put 1; timestamps put 2");
        titles("a", "b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("a", "b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void anUpdate() {
        in(session -> session.find(Book.class, 1L).title = "b").is("sql 1; Book hit 1 put 1; timestamps put 2");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aDelete() {
        prepare(session -> session.persist(new Book(2, "b")));
        titles("a", "b");
        in(session -> session.remove(session.find(Book.class, 2L))).is("sql 1; Book hit 1 remove 1; timestamps put 2");
        titles("a").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void ofAnotherTable() {
        in(session -> session.find(Note.class, 1L).text = "m").is("sql 1; Note hit 1 put 1; timestamps put 2");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void ofAnEntityThatIsNotCached() {
        in(session -> list(session, "select reason from Visit", String.class))
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> session.find(Visit.class, 1L).reason = "w").is("sql 2; timestamps put 2; entities loaded 1");
        in(session -> assertThat(list(session, "select reason from Visit", String.class))
                        .containsExactly("w"))
                .is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        in(session -> list(session, "select reason from Visit", String.class))
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void ofACollection() {
        in(session -> list(session, "select l from Shelf s join s.labels l", String.class))
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> session.find(Shelf.class, 1L).labels.add("y"))
                .is(
                        "sql 3; Shelf hit 1 put 1; Shelf.labels miss 1 put 1; timestamps put 4; collections loaded 1 fetched 1");
        in(session -> assertThat(list(session, "select l from Shelf s join s.labels l", String.class))
                        .hasSize(2))
                .is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        in(session -> list(session, "select l from Shelf s join s.labels l", String.class))
                .is("default-query-results-region hit 1; timestamps hit 2");
    }

    @Test
    void aRollback() {
        rolledBack(session -> {
                    session.find(Book.class, 1L).title = "b";
                    session.flush();
                })
                .is("sql 1; Book hit 1; timestamps put 2");
        titles("a")
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                        "default-query-results-region hit 1; timestamps hit 1");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aRollbackWithoutAFlush() {
        rolledBack(session -> session.find(Book.class, 1L).title = "b").is("Book hit 1");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aBulkUpdate() {
        in(session -> session.createMutationQuery("update Book set title = 'b'").executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aBulkUpdateOfAnotherTable() {
        in(session -> session.createMutationQuery("update Note set text = 'b'").executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aBulkInsertAndDelete() {
        in(session -> session.createMutationQuery("insert into Book (id, version, title) values (5, 0, 'z')")
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("a", "z").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        in(session -> session.createMutationQuery("delete from Book where id = 5")
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("a").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
    }

    @Test
    void aBulkUpdateThatIsRolledBack() {
        rolledBack(session -> session.createMutationQuery("update Book set title = 'b'")
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("a")
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                        "default-query-results-region hit 1; timestamps hit 1");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void sqlOfWhichNothingIsKnown() {
        in(session -> sql(session, "update Book set title = 'b'").executeUpdate())
                .is("sql 1; timestamps put 10");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void sqlThatNamesTheTable() {
        in(session -> sql(session, "update Book set title = 'b'")
                        .addSynchronizedQuerySpace("Book")
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void sqlThatNamesAnotherTable() {
        in(session -> sql(session, "update Note set text = 'b'")
                        .addSynchronizedQuerySpace("Note")
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void sqlThatNamesAnEntity() {
        in(session -> sql(session, "update Book set title = 'b'")
                        .addSynchronizedEntityClass(Book.class)
                        .executeUpdate())
                .is("sql 1; timestamps put 2");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
    }

    /** Native queries are misses after a write to the tables that they name. */
    @Test
    @SinceHibernate74
    void nativeQueries() {
        nativeTitles("a").is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        nativeTitles("a")
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1; timestamps hit 1");
        in(session -> session.find(Note.class, 1L).text = "m").is("sql 1; Note hit 1 put 1; timestamps put 2");
        nativeTitles("a")
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1; timestamps hit 1");
        in(session -> session.find(Book.class, 1L).title = "b").is("sql 1; Book hit 1 put 1; timestamps put 2");
        nativeTitles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
    }

    private Observed nativeTitles(String expected) {
        return in(session -> assertThat(session.createNativeQuery("select title from Book", String.class)
                        .addSynchronizedQuerySpace("Book")
                        .setCacheable(true)
                        .getResultList())
                .containsExactly(expected));
    }

    /** A native query that names no tables is never invalidated. */
    @Test
    @SinceHibernate74
    void nativeQueriesThatNameNothing() {
        Consumer<Session> query =
                session -> assertThat(session.createNativeQuery("select title from Book", String.class)
                                .setCacheable(true)
                                .getResultList())
                        .hasSize(1);
        in(query).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(query)
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1");
        in(session -> session.find(Book.class, 1L).title = "b").is("sql 1; Book hit 1 put 1; timestamps put 2");
        in(query)
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1");
    }

    @Test
    void withinTheTransactionThatWrites() {
        in(session -> {
                    session.find(Book.class, 1L).title = "b";
                    assertThat(list(session, TITLES, String.class)).containsExactly("b");
                    assertThat(list(session, TITLES, String.class)).containsExactly("b");
                })
                .is(
                        "sql 3; Book hit 1 put 1; default-query-results-region miss 2 put 2; timestamps hit 2 put 2; queries 2",
                        Difference.ITS_OWN_CHANGES_NEED_NO_LOOK,
                        "sql 3; Book hit 1 put 1; default-query-results-region miss 2 put 2; timestamps put 2; queries 2");
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void withinTheTransactionThatWritesAndIsRolledBack() {
        rolledBack(session -> {
                    session.find(Book.class, 1L).title = "b";
                    assertThat(list(session, TITLES, String.class)).containsExactly("b");
                })
                .is(
                        "sql 2; Book hit 1; default-query-results-region miss 1 put 1; timestamps hit 1 put 2; queries 1",
                        Difference.ITS_OWN_CHANGES_NEED_NO_LOOK,
                        "sql 2; Book hit 1; default-query-results-region miss 1 put 1; timestamps put 2; queries 1");
        titles("a")
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                        "default-query-results-region hit 1; timestamps hit 1");
        titles("a").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void beforeTheTransactionWrites() {
        in(session -> {
                    list(session, "select id from Book", Long.class);
                    session.find(Book.class, 1L).title = "b";
                })
                .is("sql 2; Book hit 1 put 1; default-query-results-region miss 1 put 1; timestamps put 2; queries 1");
        in(session -> list(session, "select id from Book", Long.class))
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                        Difference.LOADS_WAIT_FOR_THE_COMMIT,
                        "sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> list(session, "select id from Book", Long.class))
                .is("default-query-results-region hit 1; timestamps hit 1");
    }

    /** A lookup while another transaction has written and not yet committed. */
    @Test
    void whileAnotherTransactionWrites() {
        try (Session writer = node().factory().openSession()) {
            writer.beginTransaction();
            writer.find(Book.class, 1L).title = "b";
            writer.flush();
            titles("a")
                    .is(
                            "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                            Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                            "default-query-results-region hit 1; timestamps hit 1");
            titles("a")
                    .is(
                            "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1",
                            Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                            "default-query-results-region hit 1; timestamps hit 1");
            writer.getTransaction().commit();
        }
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    /** A session that began before the write and looks up after it. */
    @Test
    void anOlderSession() {
        try (Session older = node().factory().openSession()) {
            older.beginTransaction();
            older.createNativeQuery("select 1", Integer.class).getSingleResult();
            prepare(session -> session.find(Book.class, 1L).title = "b");
            observed(() -> assertThat(list(older, TITLES, String.class)).containsExactly("b"))
                    .is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
            older.getTransaction().commit();
        }
        titles("b").is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
        titles("b").is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void severalTables() {
        String joined = "select b.title, s.room from Book b join b.shelf s";
        Consumer<Session> query = session -> list(session, joined, Object[].class);
        in(query).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(query).is("default-query-results-region hit 1; timestamps hit 2");
        in(session -> session.find(Shelf.class, 1L).room = "attic").is("sql 1; Shelf hit 1 put 1; timestamps put 2");
        in(query).is("sql 1; default-query-results-region miss 1 put 1; timestamps hit 2; queries 1");
        in(query).is("default-query-results-region hit 1; timestamps hit 2");
        in(session -> session.find(Note.class, 1L).text = "m").is("sql 1; Note hit 1 put 1; timestamps put 2");
        in(query).is("default-query-results-region hit 1; timestamps hit 2");
    }

    /** What has never been written since the cache began. */
    @Test
    void aTableThatWasNeverWritten() {
        Consumer<Session> query = session -> list(session, "select name from Reader", String.class);
        in(query).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(query)
                .is(
                        "default-query-results-region hit 1; timestamps miss 1",
                        Difference.SPACES_HAVE_RECORDS,
                        "default-query-results-region hit 1; timestamps hit 1");
        in(query)
                .is(
                        "default-query-results-region hit 1; timestamps miss 1",
                        Difference.SPACES_HAVE_RECORDS,
                        "default-query-results-region hit 1; timestamps hit 1");
    }
}
