package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.SinceHibernate7;
import org.hibernate.CacheMode;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.junit.jupiter.api.Test;

/** Stateless sessions. Hibernate 6.6 does not tell a cache of what they change. */
@SinceHibernate7
class StatelessSessionsTest extends ComparisonTest {

    StatelessSessionsTest() {
        super(Book.class, Note.class, Shelf.class, Reader.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Note(1, "a"));
            session.persist(new Shelf(1, "hall", "x"));
            session.persist(new Reader(1, "c1", "n"));
        });
    }

    private Observed finding(String title) {
        return in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo(title));
    }

    @Test
    void getsHits() {
        inStateless(session -> session.get(Book.class, 1L)).is("Book hit 1");
        cache().evictEntityData(Book.class);
        inStateless(session -> session.get(Book.class, 1L)).is("sql 1; Book miss 1 put 1; entities loaded 1");
        inStateless(session -> session.get(Book.class, 1L)).is("Book hit 1");
        inStateless(session -> assertThat(session.get(Book.class, 9L)).isNull()).is("sql 1; Book miss 1");
    }

    @Test
    void inserts() {
        inStateless(session -> session.insert(new Book(2, "b"))).is("sql 1");
        in(session -> assertThat(session.find(Book.class, 2L).title).isEqualTo("b"))
                .is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(Book.class, 2L).title).isEqualTo("b"))
                .is("Book hit 1");
    }

    @Test
    void updates() {
        inStateless(session -> {
                    Book book = session.get(Book.class, 1L);
                    book.title = "b";
                    session.update(book);
                })
                .is("sql 1; Book hit 1");
        finding("b").is("sql 1; Book miss 1 put 1; entities loaded 1");
        finding("b").is("Book hit 1");
    }

    @Test
    void upserts() {
        inStateless(session -> {
                    Note note = new Note(1, "b");
                    session.upsert(note);
                })
                .is("sql 1");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("b"))
                .is("sql 1; Note miss 1 put 1; entities loaded 1");
        inStateless(session -> session.upsert(new Note(2, "c"))).is("sql 1");
        in(session -> assertThat(session.find(Note.class, 2L).text).isEqualTo("c"))
                .is("sql 1; Note miss 1 put 1; entities loaded 1");
    }

    @Test
    void deletes() {
        inStateless(session -> session.delete(session.get(Book.class, 1L))).is("sql 1; Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L)).isNull()).is("sql 1; Book miss 1");
    }

    @Test
    void refreshes() {
        inStateless(session -> {
                    Book book = session.get(Book.class, 1L);
                    session.refresh(book);
                })
                .is("sql 1; Book hit 1 put 1; entities loaded 1");
        finding("a")
                .is("Book hit 1", Difference.EVICTIONS_LEAVE_A_FENCE, "sql 1; Book miss 1 put 1; entities loaded 1");
        finding("a").is("Book hit 1");
    }

    @Test
    void rollsBack() {
        observed(() -> {
                    try (var session = node().factory().openStatelessSession()) {
                        session.beginTransaction();
                        Book book = session.get(Book.class, 1L);
                        book.title = "b";
                        session.update(book);
                        session.getTransaction().rollback();
                    }
                })
                .is("sql 1; Book hit 1");
        provider.awaitEvicted("Book", "1");
        finding("a")
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
        finding("a").is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
    }

    @Test
    void fetchesCollections() {
        inStateless(session -> {
                    Shelf shelf = session.get(Shelf.class, 1L);
                    session.fetch(shelf.labels);
                    assertThat(shelf.labels).hasSize(1);
                })
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1; collections loaded 1 fetched 1");
        inStateless(session -> session.fetch(session.get(Shelf.class, 1L).labels))
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1; collections loaded 1 fetched 1");
    }

    @Test
    void queries() {
        cache().evictEntityData(Book.class);
        inStateless(session ->
                        session.createSelectionQuery("from Book", Book.class).getResultList())
                .is("sql 1; Book put 1; entities loaded 1; queries 1");
        finding("a").is("Book hit 1");
    }

    @Test
    void bulkStatements() {
        inStateless(session -> session.createMutationQuery("update Book set title = 'b'")
                        .executeUpdate())
                .is("sql 1");
        finding("b").is("sql 1; Book miss 1 put 1; entities loaded 1");
        finding("b").is("Book hit 1");
    }

    @Test
    void cacheModes() {
        inStateless(session -> {
                    ((SharedSessionContractImplementor) session).setCacheMode(CacheMode.IGNORE);
                    session.get(Book.class, 1L);
                })
                .is("sql 1; entities loaded 1");
        inStateless(session -> {
                    ((SharedSessionContractImplementor) session).setCacheMode(CacheMode.REFRESH);
                    session.get(Book.class, 1L);
                })
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Book put 1; entities loaded 1");
        inStateless(session -> {
                    ((SharedSessionContractImplementor) session).setCacheMode(CacheMode.GET);
                    Book book = session.get(Book.class, 1L);
                    book.title = "b";
                    session.update(book);
                })
                .is("sql 1; Book hit 1");
        finding("b").is("sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    void changesANaturalId() {
        inStateless(session -> {
                    Reader reader = session.get(Reader.class, 1L);
                    reader.card = "c2";
                    session.update(reader);
                })
                .is("sql 1; Reader hit 1");
        in(session -> assertThat(session.bySimpleNaturalId(Reader.class).load("c2").id)
                        .isEqualTo(1))
                .is("sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
    }
}
