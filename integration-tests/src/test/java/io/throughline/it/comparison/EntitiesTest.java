package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.SinceHibernate74;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Entities with a version, or without one, from the first insert to the delete. */
class EntitiesTest extends ComparisonTest {

    EntitiesTest() {
        super(Book.class, Note.class, Shelf.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Note(1, "a"));
        });
    }

    private void titleIs(String title) {
        assertThat(this.<String>get(session -> session.find(Book.class, 1L).title))
                .isEqualTo(title);
    }

    @Test
    void anInsertIsWrittenThrough() {
        in(session -> session.persist(new Book(2, "b"))).is("sql 1; Book put 1");
        in(session -> session.persist(new Note(2, "b"))).is("sql 1; Note put 1");
        in(session -> assertThat(session.find(Book.class, 2L).title).isEqualTo("b"))
                .is("Book hit 1");
        in(session -> assertThat(session.find(Note.class, 2L).text).isEqualTo("b"))
                .is("Note hit 1");
    }

    @Test
    void aMissIsPut() {
        cache().evictEntityData(Book.class, 1L);
        in(session -> session.find(Book.class, 1L)).is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L)).is("Book hit 1");
        in(session -> assertThat(session.find(Book.class, 9L)).isNull()).is("sql 1; Book miss 1");
    }

    @Test
    void aMissIsReadAgainInTheSameTransaction() {
        cache().evictEntityData(Book.class, 1L);
        in(session -> {
                    session.find(Book.class, 1L);
                    session.clear();
                    session.find(Book.class, 1L);
                })
                .is("sql 2; Book miss 2 put 1; entities loaded 2");
        in(session -> {
                    session.find(Book.class, 1L);
                    session.clear();
                    session.find(Book.class, 1L);
                })
                .is("Book hit 2");
    }

    @Test
    void anUpdateIsWrittenThrough() {
        in(session -> session.find(Book.class, 1L).title = "b").is("sql 1; Book hit 1 put 1");
        in(session -> session.find(Note.class, 1L).text = "b").is("sql 1; Note hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("b"))
                .is("Note hit 1");
    }

    @Test
    void twoFlushesAreOneState() {
        in(session -> {
                    Book book = session.find(Book.class, 1L);
                    book.title = "b";
                    session.flush();
                    book.title = "c";
                })
                .is("sql 2; Book hit 1", Difference.A_TRANSACTION_LOCKS_ONCE, "sql 2; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("c"))
                .is("sql 1; Book miss 1 put 1; entities loaded 1", Difference.A_TRANSACTION_LOCKS_ONCE, "Book hit 1");
        in(session -> {
                    Note note = session.find(Note.class, 1L);
                    note.text = "b";
                    session.flush();
                    note.text = "c";
                })
                .is("sql 2; Note hit 1", Difference.A_TRANSACTION_LOCKS_ONCE, "sql 2; Note hit 1 put 1");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("c"))
                .is("sql 1; Note miss 1 put 1; entities loaded 1", Difference.A_TRANSACTION_LOCKS_ONCE, "Note hit 1");
    }

    @Test
    void whatItHasChangedIsNotReadFromTheCache() {
        in(session -> {
                    session.find(Book.class, 1L).title = "b";
                    session.flush();
                    session.clear();
                    assertThat(session.find(Book.class, 1L).title).isEqualTo("b");
                })
                .is("sql 2; Book hit 1 miss 1 put 1; entities loaded 1");
        titleIs("b");
    }

    @Test
    void aDeletedOneIsGone() {
        in(session -> session.remove(session.find(Book.class, 1L))).is("sql 1; Book hit 1 remove 1");
        in(session -> session.remove(session.find(Note.class, 1L))).is("sql 1; Note hit 1 remove 1");
        in(session -> assertThat(session.find(Book.class, 1L)).isNull()).is("sql 1; Book miss 1");
        in(session -> assertThat(session.find(Note.class, 1L)).isNull()).is("sql 1; Note miss 1");
        in(session -> session.persist(new Book(1, "again")))
                .is("sql 1", Difference.LOCKS_LEAVE_A_FENCE, "sql 1; Book put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("again"))
                .is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("again"))
                .is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
    }

    @Test
    void insertedAndDeletedInOneTransaction() {
        in(session -> {
                    Book book = new Book(2, "b");
                    session.persist(book);
                    session.flush();
                    session.remove(book);
                })
                .is("sql 2; Book remove 1");
        in(session -> assertThat(session.find(Book.class, 2L)).isNull()).is("sql 1; Book miss 1");
    }

    @Test
    void insertedAndUpdatedInOneTransaction() {
        in(session -> {
                    Book book = new Book(2, "b");
                    session.persist(book);
                    session.flush();
                    book.title = "c";
                })
                .is("sql 2; Book put 1");
        in(session -> assertThat(session.find(Book.class, 2L).title).isEqualTo("c"))
                .is("Book hit 1");
        in(session -> assertThat(session.find(Book.class, 2L).title).isEqualTo("c"))
                .is("Book hit 1");
    }

    @Test
    void aMergeReadsTheCacheAndWritesThrough() {
        Book detached = get(session -> session.find(Book.class, 1L));
        in(session -> session.merge(detached)).is("Book hit 1");
        detached.title = "b";
        in(session -> session.merge(detached)).is("sql 1; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
        in(session -> session.merge(new Book(5, "new"))).is("sql 1; Book put 1");
        in(session -> assertThat(session.find(Book.class, 5L).title).isEqualTo("new"))
                .is("Book hit 1");
    }

    @Test
    void aRefreshTakesTheEntryAway() {
        in(session -> session.refresh(session.find(Book.class, 1L))).is("sql 1; Book hit 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
    }

    @Test
    void aRefreshShowsWhatTheCacheDoesNotKnow() {
        node().inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("update Note set text = 'by sql' where id = 1");
            }
        }));
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("a"))
                .is("Note hit 1");
        in(session -> {
                    Note note = session.find(Note.class, 1L);
                    session.refresh(note);
                    assertThat(note.text).isEqualTo("by sql");
                })
                .is("sql 1; Note hit 1; entities loaded 1");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("by sql"))
                .is("sql 1; Note miss 1 put 1; entities loaded 1");
    }

    @Test
    void detachingOneTouchesNoCache() {
        in(session -> {
                    Book book = session.find(Book.class, 1L);
                    session.detach(book);
                    session.find(Book.class, 1L);
                })
                .is("Book hit 2");
    }

    @Test
    void references() {
        in(session -> Hibernate.initialize(session.getReference(Book.class, 1L)))
                .is("Book hit 1");
        cache().evictEntityData(Book.class, 1L);
        in(session -> Hibernate.initialize(session.getReference(Book.class, 1L)))
                .is("sql 1; Book miss 1 put 1; entities loaded 1 fetched 1");
        in(session -> session.getReference(Book.class, 1L)).is("nothing");
    }

    @Test
    @SinceHibernate74
    void severalAtOnce() {
        prepare(session -> session.persist(new Book(2, "b")));
        in(session -> session.byMultipleIds(Book.class).multiLoad(1L, 2L, 3L)).is("sql 1; Book hit 2 miss 1");
        cache().evictEntityData(Book.class, 2L);
        in(session -> session.byMultipleIds(Book.class).multiLoad(1L, 2L, 3L))
                .is("sql 1; Book hit 1 miss 2 put 1; entities loaded 1");
        in(session -> session.byMultipleIds(Book.class).multiLoad(1L, 2L)).is("Book hit 2");
    }

    @Test
    void aQueryPutsWhatItLoads() {
        cache().evictEntityData(Book.class);
        in(session -> session.createSelectionQuery("from Book", Book.class).getResultList())
                .is("sql 1; Book put 1; entities loaded 1; queries 1");
        in(session -> session.find(Book.class, 1L)).is("Book hit 1");
        in(session -> session.createSelectionQuery("from Book", Book.class).getResultList())
                .is("sql 1; entities loaded 1; queries 1");
    }

    @Test
    void nothingIsWrittenByARollback() {
        rolledBack(session -> {
                    session.find(Book.class, 1L).title = "b";
                    session.find(Note.class, 1L).text = "b";
                    session.persist(new Book(2, "b"));
                    session.flush();
                })
                .is("sql 3; Book hit 1; Note hit 1");
        provider.awaitEvicted("Book", "1");
        provider.awaitEvicted("Note", "1");
        titleIs("a");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("a"))
                .is("sql 1; Note miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(Book.class, 2L)).isNull()).is("sql 1; Book miss 1");
    }

    @Test
    void aRollbackBeforeTheFlushTouchesNothing() {
        rolledBack(session -> {
                    session.find(Book.class, 1L).title = "b";
                    session.remove(session.find(Note.class, 1L));
                })
                .is("Book hit 1; Note hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("a"))
                .is("Book hit 1");
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("a"))
                .is("Note hit 1");
    }

    @Test
    void aRollbackAfterADelete() {
        rolledBack(session -> {
                    session.remove(session.find(Book.class, 1L));
                    session.flush();
                })
                .is("sql 1; Book hit 1 remove 1");
        provider.awaitEvicted("Book", "1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("a"))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("a"))
                .is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
    }

    @Test
    void loadedByATransactionThatIsRolledBack() {
        cache().evictEntityData(Book.class, 1L);
        rolledBack(session -> session.find(Book.class, 1L)).is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is("Book hit 1", Difference.LOADS_WAIT_FOR_THE_COMMIT, "sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    void outsideATransaction() {
        cache().evictEntityData(Book.class, 1L);
        observed(() -> {
                    try (Session session = node().factory().openSession()) {
                        session.find(Book.class, 1L);
                    }
                })
                .is("sql 1; Book miss 1 put 1; entities loaded 1");
        observed(() -> {
                    try (Session session = node().factory().openSession()) {
                        session.persist(new Book(3, "c"));
                        session.getTransaction().begin();
                        session.getTransaction().commit();
                    }
                })
                .is("sql 1; Book put 1");
        in(session -> assertThat(session.find(Book.class, 3L).title).isEqualTo("c"))
                .is("Book hit 1");
    }
}
