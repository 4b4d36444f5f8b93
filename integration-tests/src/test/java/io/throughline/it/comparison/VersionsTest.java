package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.SinceHibernate7;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Locks, versions and sessions that began before. */
class VersionsTest extends ComparisonTest {

    VersionsTest() {
        super(Book.class, Note.class, Shelf.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Note(1, "a"));
        });
    }

    @Test
    void lockedForReading() {
        in(session -> session.lock(session.find(Book.class, 1L), LockModeType.PESSIMISTIC_READ))
                .is("sql 1; Book hit 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    void lockedForWriting() {
        in(session -> session.lock(session.find(Book.class, 1L), LockModeType.PESSIMISTIC_WRITE))
                .is("sql 1; Book hit 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    void lockedOptimistically() {
        in(session -> session.lock(session.find(Book.class, 1L), LockModeType.OPTIMISTIC))
                .is("sql 1; Book hit 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    @SinceHibernate7
    void incrementedAtCommit() {
        in(session -> session.lock(session.find(Book.class, 1L), LockModeType.OPTIMISTIC_FORCE_INCREMENT))
                .is("sql 1; Book hit 1", Difference.A_TRANSACTION_LOCKS_ONCE, "sql 1; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).version).isEqualTo(1))
                .is("sql 1; Book miss 1 put 1; entities loaded 1", Difference.A_TRANSACTION_LOCKS_ONCE, "Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).version).isEqualTo(1))
                .is("Book hit 1");
    }

    @Test
    @SinceHibernate7
    void incrementedAtOnce() {
        in(session -> session.lock(session.find(Book.class, 1L), LockModeType.PESSIMISTIC_FORCE_INCREMENT))
                .is("sql 1; Book hit 1", Difference.A_TRANSACTION_LOCKS_ONCE, "sql 1; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).version).isEqualTo(1))
                .is("sql 1; Book miss 1 put 1; entities loaded 1", Difference.A_TRANSACTION_LOCKS_ONCE, "Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).version).isEqualTo(1))
                .is("Book hit 1");
    }

    @Test
    void changedAndIncremented() {
        in(session -> {
                    Book book = session.find(Book.class, 1L);
                    book.title = "b";
                    session.flush();
                    session.lock(book, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                })
                .is("sql 1; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
    }

    @Test
    @SinceHibernate7
    void foundWithALock() {
        in(session -> session.find(Book.class, 1L, LockModeType.PESSIMISTIC_WRITE))
                .is("sql 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
        cache().evictEntityData(Book.class, 1L);
        in(session -> session.find(Book.class, 1L, LockModeType.PESSIMISTIC_WRITE))
                .is("sql 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L)).is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L, LockModeType.PESSIMISTIC_FORCE_INCREMENT))
                .is(
                        "sql 2; entities loaded 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "sql 2; Book put 1; entities loaded 1");
        in(session -> assertThat(session.find(Book.class, 1L).version).isEqualTo(1))
                .is("sql 1; Book miss 1 put 1; entities loaded 1", Difference.A_TRANSACTION_LOCKS_ONCE, "Book hit 1");
        in(session -> session.find(Book.class, 1L, LockModeType.OPTIMISTIC)).is("sql 2; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
    }

    @Test
    void aQueryWithALock() {
        in(session -> session.createSelectionQuery("from Book", Book.class)
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .getResultList())
                .is("sql 1; entities loaded 1; queries 1");
        in(session -> session.find(Book.class, 1L)).is("Book hit 1");
    }

    @Test
    void refreshedWithALock() {
        in(session -> session.refresh(session.find(Book.class, 1L), LockModeType.PESSIMISTIC_WRITE))
                .is("sql 1; Book hit 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is(
                        "sql 1; Book miss 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> session.find(Book.class, 1L))
                .is("sql 1; Book miss 1; entities loaded 1", Difference.LOCKS_LEAVE_A_FENCE, "Book hit 1");
    }

    @Test
    void anOldVersionIsRefused() {
        Book detached = get(session -> session.find(Book.class, 1L));
        prepare(session -> session.find(Book.class, 1L).title = "b");
        detached.title = "c";
        failing(OptimisticLockException.class, session -> session.merge(detached))
                .is("Book hit 1; optimistic failures 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
    }

    /** The row has changed behind the cache: the update fails, and the next session sees the database. */
    @Test
    void aStaleEntryThatMakesAnUpdateFailIsGone() {
        node().inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("update Book set version = 7, title = 'by sql' where id = 1");
            }
        }));
        failing(OptimisticLockException.class, session -> session.find(Book.class, 1L).title = "c")
                .is("sql 1; Book hit 1; optimistic failures 1");
        provider.awaitEvicted("Book", "1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("by sql"))
                .is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("by sql"))
                .is("Book hit 1");
    }

    /** A session that has begun before an entry was written is not served from it: its own transaction may not see it. */
    @Test
    void aSessionOlderThanTheEntry() {
        try (Session older = node().factory().openSession()) {
            older.beginTransaction();
            older.createNativeQuery("select 1", Integer.class).getSingleResult();
            prepare(session -> session.find(Book.class, 1L).title = "b");
            observed(() -> assertThat(older.find(Book.class, 1L).title).isEqualTo("b"))
                    .is(
                            "sql 1; Book miss 1; entities loaded 1",
                            Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                            "sql 1; Book miss 1 put 1; entities loaded 1");
            observed(() -> older.getTransaction().commit()).is("nothing");
            older.clear();
            provider.settle(node());
            older.beginTransaction();
            observed(() -> assertThat(older.find(Book.class, 1L).title).isEqualTo("b"))
                    .is("Book hit 1");
            older.getTransaction().commit();
        }
    }

    /** What an older session has loaded does not take the place of what was written meanwhile. */
    @Test
    void aLoadOlderThanTheEntry() {
        cache().evictEntityData(Note.class, 1L);
        provider.settle(node());
        try (Session older = node().factory().openSession()) {
            older.beginTransaction();
            assertThat(older.createNativeQuery("select text from Note", String.class)
                            .getSingleResult())
                    .isEqualTo("a");
            prepare(session -> session.find(Note.class, 1L).text = "b");
            observed(() -> {
                        older.find(Note.class, 1L);
                        older.getTransaction().commit();
                    })
                    .is(
                            "sql 1; Note miss 1; entities loaded 1",
                            Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                            "sql 1; Note miss 1 put 1; entities loaded 1");
        }
        in(session -> assertThat(session.find(Note.class, 1L).text).isEqualTo("b"))
                .is("Note hit 1");
    }
}
