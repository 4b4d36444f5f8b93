package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.comparison.Library.Shelf;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** HQL and SQL that changes many rows: what it may have changed is a miss. */
class BulkStatementsTest extends ComparisonTest {

    BulkStatementsTest() {
        super(Book.class, Note.class, Shelf.class, Reader.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Shelf shelf = new Shelf(1, "hall", "x");
            shelf.put(1, "a");
            session.persist(shelf);
            session.persist(new Note(1, "a"));
            session.persist(new Reader(1, "c1", "n"));
        });
        prepare(session -> {
            session.find(Shelf.class, 1L).labels.size();
            session.find(Shelf.class, 1L).books.size();
        });
    }

    /** One of each kind. */
    private Observed reading(String title, String text) {
        return in(session -> {
            session.find(Shelf.class, 1L).labels.size();
            session.find(Shelf.class, 1L).books.size();
            assertThat(session.find(Book.class, 1L).title).isEqualTo(title);
            assertThat(session.find(Note.class, 1L).text).isEqualTo(text);
            session.bySimpleNaturalId(Reader.class).load("c1");
        });
    }

    private static int hql(Session session, String statement) {
        return session.createMutationQuery(statement).executeUpdate();
    }

    @Test
    void everythingIsCached() {
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void anUpdate() {
        in(session -> hql(session, "update Book set title = 'b'")).is("sql 1");
        reading("b", "a")
                .is(
                        "sql 1; Book put 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 1; collections loaded 1 fetched 1");
        reading("b", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void aVersionedUpdate() {
        in(session -> hql(session, "update versioned Book set title = 'b'")).is("sql 1");
        reading("b", "a")
                .is(
                        "sql 1; Book put 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 1; collections loaded 1 fetched 1");
        reading("b", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void aDelete() {
        in(session -> hql(session, "delete from Note where id = 99")).is("sql 1");
        reading("a", "a")
                .is(
                        "sql 1; Book hit 1; Note miss 1 put 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void ofAnEntityWithCollections() {
        in(session -> hql(session, "update Shelf set room = 'r'")).is("sql 1");
        reading("a", "a")
                .is(
                        "sql 1; Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf miss 1 put 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void ofAnEntityWithANaturalId() {
        in(session -> hql(session, "update Reader set name = 'r'")).is("sql 1");
        reading("a", "a")
                .is(
                        "sql 1; Book hit 1; Note hit 1; Reader put 1; Reader.naturalId miss 1 put 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1; natural id queries 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void anInsert() {
        in(session -> hql(session, "insert into Note (id, text) values (2, 'b')"))
                .is("sql 1");
        reading("a", "a")
                .is(
                        "sql 1; Book hit 1; Note miss 1 put 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void rolledBack() {
        rolledBack(session -> hql(session, "update Book set title = 'b'")).is("sql 1");
        reading("a", "a")
                .is(
                        "sql 1; Book put 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 1; collections loaded 1 fetched 1",
                        Difference.CHANGES_ARE_TOLD_AT_THE_COMMIT,
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void andWhatTheTransactionReadsAfterIt() {
        in(session -> {
                    hql(session, "update Book set title = 'b'");
                    assertThat(session.find(Book.class, 1L).title)
                            .isEqualTo(differs(Difference.ITS_OWN_STATEMENTS_ARE_SEEN, "a", "b"));
                })
                .is(
                        "sql 1; Book hit 1",
                        Difference.ITS_OWN_STATEMENTS_ARE_SEEN,
                        "sql 2; Book miss 1; entities loaded 1");
        reading("b", "a")
                .is(
                        "sql 1; Book put 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 1; collections loaded 1 fetched 1");
    }

    @Test
    void sqlOfWhichNothingIsKnown() {
        in(session -> sql(session, "update Book set title = 'b'").executeUpdate())
                .is("sql 1");
        reading("b", "a")
                .is(
                        "sql 4; Book put 1; Note miss 1 put 1; Reader put 1; Reader.naturalId miss 1 put 1; Shelf miss 1 put 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 4; collections loaded 1 fetched 1; natural id queries 1");
        reading("b", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void sqlThatNamesATable() {
        in(session -> sql(session, "update Book set title = 'b'")
                        .addSynchronizedQuerySpace("Book")
                        .executeUpdate())
                .is("sql 1");
        reading("b", "a")
                .is(
                        "sql 1; Book put 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 1; collections loaded 1 fetched 1");
        reading("b", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void sqlThatNamesAnEntity() {
        in(session -> sql(session, "update Note set text = 'b'")
                        .addSynchronizedEntityClass(Note.class)
                        .executeUpdate())
                .is("sql 1");
        reading("a", "b")
                .is(
                        "sql 1; Book hit 1; Note miss 1 put 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1");
        reading("a", "b")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void sqlThatNamesNoCachedTable() {
        in(session -> sql(session, "update Book set title = title")
                        .addSynchronizedQuerySpace("other")
                        .executeUpdate())
                .is("sql 1");
        reading("a", "a")
                .is(
                        "Book hit 1; Note hit 1; Reader hit 1; Reader.naturalId hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }
}
