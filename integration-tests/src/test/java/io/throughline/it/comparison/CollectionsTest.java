package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.SinceHibernate74;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Collections of values and of entities. */
class CollectionsTest extends ComparisonTest {

    private static final String BOOKS = Shelf.class.getName() + ".books";
    private static final String LABELS = Shelf.class.getName() + ".labels";

    CollectionsTest() {
        super(Book.class, Shelf.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Shelf shelf = new Shelf(1, "hall", "x", "y");
            shelf.put(1, "a");
            shelf.put(2, "b");
            session.persist(shelf);
            session.persist(new Shelf(2, "attic"));
        });
        prepare(CollectionsTest::read);
    }

    private static void read(Session session) {
        session.find(Shelf.class, 1L).labels.size();
        session.find(Shelf.class, 1L).books.size();
    }

    private Observed reading(int labels, int books) {
        return in(session -> {
            assertThat(session.find(Shelf.class, 1L).labels).hasSize(labels);
            assertThat(session.find(Shelf.class, 1L).books).hasSize(books);
        });
    }

    @Test
    void areLoadedOnce() {
        cache().evictCollectionData();
        reading(2, 2)
                .is(
                        "sql 2; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 2; collections loaded 2 fetched 2",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 2; Book put 2; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 2; collections loaded 2 fetched 2");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void withElementsThatAreNotCachedAnyMore() {
        cache().evictEntityData(Book.class, 2L);
        reading(2, 2)
                .is(
                        "sql 1; Book hit 1 miss 1 put 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1 fetched 1");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        cache().evictEntityData(Book.class);
        reading(2, 2)
                .is(
                        "sql 2; Book miss 2 put 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 2 fetched 2");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void emptyOnes() {
        Consumer<Session> reading = session -> {
            assertThat(session.find(Shelf.class, 2L).labels).isEmpty();
            assertThat(session.find(Shelf.class, 2L).books).isEmpty();
        };
        in(reading)
                .is(
                        "sql 2; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; collections loaded 2 fetched 2");
        in(reading).is("Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void ofANewOwner() {
        in(session -> {
                    Shelf shelf = new Shelf(3, "new", "z");
                    shelf.put(3, "c");
                    session.persist(shelf);
                })
                .is("sql 3; Book put 1; Shelf put 1");
        in(session -> assertThat(session.find(Shelf.class, 3L).labels).hasSize(1))
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        in(session -> assertThat(session.find(Shelf.class, 3L).books).hasSize(1))
                .is("sql 1; Shelf hit 1; Shelf.books miss 1 put 1; entities loaded 1; collections loaded 1 fetched 1");
    }

    @Test
    void anElementIsAdded() {
        in(session -> session.find(Shelf.class, 1L).labels.add("z")).is("sql 2; Shelf hit 1 put 1; Shelf.labels hit 1");
        reading(3, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        reading(3, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        in(session -> session.find(Shelf.class, 1L).put(3, "c")).is("sql 1; Book put 1; Shelf hit 1");
        reading(3, 3)
                .is(
                        "sql 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 3; collections loaded 1 fetched 1");
        reading(3, 3).is("Book hit 3; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void anElementIsRemoved() {
        in(session -> session.find(Shelf.class, 1L).labels.remove("x"))
                .is("sql 2; Shelf hit 1 put 1; Shelf.labels hit 1");
        in(session -> session.find(Shelf.class, 1L).books.remove(0))
                .is("sql 1; Book hit 2 remove 1; Shelf hit 1; Shelf.books hit 1");
        reading(1, 1)
                .is(
                        "sql 2; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 1; collections loaded 2 fetched 2");
        reading(1, 1).is("Book hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void allElementsAreReplaced() {
        prepare(session -> {
            Shelf shelf = session.find(Shelf.class, 1L);
            shelf.labels.clear();
            shelf.labels.add("q");
        });
        reading(1, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        prepare(session -> session.find(Shelf.class, 1L).labels = new TreeSet<>(Set.of("r", "s")));
        reading(2, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void anElementIsChanged() {
        in(session -> session.find(Shelf.class, 1L).books.get(0).title = "changed")
                .is("sql 1; Book hit 2 put 1; Shelf hit 1; Shelf.books hit 1");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void theOwnerIsChanged() {
        in(session -> session.find(Shelf.class, 1L).room = "kitchen").is("sql 1; Shelf hit 1 put 1");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        reading(2, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void theOwnerIsDeleted() {
        in(session -> session.remove(session.find(Shelf.class, 1L)))
                .is("sql 4; Book hit 2 remove 2; Shelf hit 1 remove 1; Shelf.books hit 1");
        in(session -> assertThat(session.find(Shelf.class, 1L)).isNull()).is("sql 1; Shelf miss 1");
        assertThat(cache().containsCollection(BOOKS, 1L))
                .isEqualTo(differs(Difference.LOCKS_ARE_NOT_CONTAINED, true, false));
    }

    @Test
    void changedTwice() {
        in(session -> {
                    Shelf shelf = session.find(Shelf.class, 1L);
                    shelf.labels.add("z");
                    session.flush();
                    shelf.labels.add("zz");
                })
                .is(
                        "sql 4; Shelf hit 1; Shelf.labels hit 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "sql 4; Shelf hit 1 put 1; Shelf.labels hit 1");
        reading(4, 2)
                .is(
                        "sql 2; Book hit 2; Shelf miss 1 put 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; entities loaded 1; collections loaded 1 fetched 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        reading(4, 2).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    void whatItHasChangedIsReadFromTheDatabase() {
        in(session -> {
                    session.find(Shelf.class, 1L).labels.add("z");
                    session.flush();
                    session.clear();
                    assertThat(session.find(Shelf.class, 1L).labels).hasSize(3);
                })
                .is(
                        "sql 4; Shelf hit 1 miss 1 put 1; Shelf.labels hit 1 miss 1; entities loaded 1; collections loaded 1 fetched 1");
        reading(3, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
    }

    @Test
    void aRollback() {
        rolledBack(session -> {
                    session.find(Shelf.class, 1L).labels.add("z");
                    session.flush();
                })
                .is("sql 2; Shelf hit 1; Shelf.labels hit 1");
        provider.awaitEvicted("Shelf", "1");
        provider.awaitEvicted("Shelf.labels", "*1");
        reading(2, 2)
                .is(
                        "sql 2; Book hit 2; Shelf miss 1; Shelf.books hit 1; Shelf.labels miss 1; entities loaded 1; collections loaded 1 fetched 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 2; Book hit 2; Shelf miss 1 put 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; entities loaded 1; collections loaded 1 fetched 1");
        reading(2, 2)
                .is(
                        "sql 2; Book hit 2; Shelf miss 1; Shelf.books hit 1; Shelf.labels miss 1; entities loaded 1; collections loaded 1 fetched 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
    }

    @Test
    @SinceHibernate74
    void refreshed() {
        in(session -> {
                    read(session);
                    session.refresh(session.find(Shelf.class, 1L));
                    read(session);
                })
                .is(
                        "sql 2; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1 miss 1; entities loaded 3; collections loaded 2 fetched 1");
        reading(2, 2)
                .is(
                        "sql 3; Shelf miss 1; Shelf.books miss 1 put 1; Shelf.labels miss 1; entities loaded 3; collections loaded 2 fetched 2",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 3; Shelf miss 1 put 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 3; collections loaded 2 fetched 2");
    }

    @Test
    void fetchedByAQuery() {
        cache().evictCollectionData();
        in(session -> session.createSelectionQuery("from Shelf s join fetch s.labels", Shelf.class)
                        .getResultList())
                .is(
                        "sql 1; Shelf.labels put 1; entities loaded 1; collections loaded 1; queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Shelf put 1; Shelf.labels put 1; entities loaded 1; collections loaded 1; queries 1");
        in(session -> assertThat(session.find(Shelf.class, 1L).labels).hasSize(2))
                .is("Shelf hit 1; Shelf.labels hit 1");
    }

    @Test
    void merged() {
        Shelf detached = this.<Shelf>get(session -> {
            Shelf shelf = session.find(Shelf.class, 1L);
            Hibernate.initialize(shelf.labels);
            Hibernate.initialize(shelf.books);
            return shelf;
        });
        in(session -> session.merge(detached)).is("Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        detached.labels.add("z");
        in(session -> session.merge(detached))
                .is("sql 2; Book hit 2; Shelf hit 1 put 1; Shelf.books hit 1; Shelf.labels hit 1");
        reading(3, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
    }

    @Test
    void containedAndEvicted() {
        assertThat(cache().containsCollection(LABELS, 1L)).isTrue();
        assertThat(cache().containsCollection(BOOKS, 1L)).isTrue();
        assertThat(cache().containsCollection(BOOKS, 3L)).isFalse();
        observed(() -> cache().evictCollectionData(LABELS, 1L)).is("nothing");
        assertThat(cache().containsCollection(LABELS, 1L)).isFalse();
        assertThat(cache().containsCollection(BOOKS, 1L)).isTrue();
        reading(2, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        cache().evictCollectionData(BOOKS);
        assertThat(cache().containsCollection(LABELS, 1L)).isTrue();
        assertThat(cache().containsCollection(BOOKS, 1L)).isFalse();
        reading(2, 2)
                .is(
                        "sql 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 2; collections loaded 1 fetched 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Book put 2; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels hit 1; entities loaded 2; collections loaded 1 fetched 1");
        cache().evictRegion("Shelf.labels");
        assertThat(cache().containsCollection(LABELS, 1L)).isFalse();
        reading(2, 2)
                .is(
                        "sql 1; Book hit 2; Shelf hit 1; Shelf.books hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
    }
}
