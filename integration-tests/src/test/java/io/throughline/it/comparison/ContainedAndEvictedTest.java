package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.comparison.Library.Visit;
import java.util.Arrays;
import org.hibernate.Session;
import org.hibernate.cache.spi.RegionFactory;
import org.junit.jupiter.api.Test;

/** Hibernate's and JPA's interface to the cache itself. */
class ContainedAndEvictedTest extends ComparisonTest {

    ContainedAndEvictedTest() {
        super(Book.class, Note.class, Shelf.class, Reader.class, Visit.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Book(2, "b"));
            session.persist(new Note(1, "a"));
            session.persist(new Reader(1, "c1", "n"));
            session.persist(new Visit(1, "v"));
        });
    }

    private void contains(boolean book1, boolean book2, boolean note) {
        provider.settle(node());
        assertThat(cache().containsEntity(Book.class, 1L)).as("book 1").isEqualTo(book1);
        assertThat(cache().contains(Book.class, 2L)).as("book 2").isEqualTo(book2);
        assertThat(cache().containsEntity(Note.class.getName(), 1L)).as("note").isEqualTo(note);
    }

    @Test
    void contained() {
        contains(true, true, true);
        assertThat(cache().containsEntity(Book.class, 3L)).isFalse();
        assertThat(cache().containsEntity(Visit.class, 1L)).as("not cached").isFalse();
        observed(() -> cache().containsEntity(Book.class, 1L)).is("nothing");
    }

    @Test
    void evictedOneByOne() {
        observed(() -> cache().evictEntityData(Book.class, 1L)).is("nothing");
        contains(false, true, true);
        cache().evict(Book.class, 2L);
        contains(false, false, true);
        cache().evictEntityData(Note.class.getName(), 1L);
        contains(false, false, false);
        in(session -> session.find(Book.class, 1L)).is("sql 1; Book miss 1 put 1; entities loaded 1");
        contains(true, false, false);
    }

    @Test
    void evictedByClass() {
        observed(() -> cache().evict(Book.class)).is("nothing");
        contains(false, false, true);
        prepare(session -> session.find(Book.class, 1L));
        contains(true, false, true);
        cache().evictEntityData(Book.class.getName());
        contains(false, false, true);
    }

    @Test
    void evictedAltogether() {
        cache().evictAll();
        contains(false, false, false);
        in(session -> session.bySimpleNaturalId(Reader.class).load("c1"))
                .is("sql 1; Reader miss 1 put 1; Reader.naturalId hit 1; entities loaded 1");
        cache().evictAllRegions();
        in(session -> session.bySimpleNaturalId(Reader.class).load("c1"))
                .is("sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        prepare(session -> session.find(Note.class, 1L));
        cache().evictEntityData();
        contains(false, false, false);
    }

    @Test
    void evictedByRegion() {
        cache().evictRegion("Book");
        contains(false, false, true);
        assertThatThrownBy(() -> cache().evictRegion("none")).isExactlyInstanceOf(NullPointerException.class);
    }

    @Test
    void evictedWhatIsNotThere() {
        observed(() -> {
                    cache().evictEntityData(Book.class, 99L);
                    cache().evictEntityData(Visit.class, 1L);
                    cache().evictEntityData(Visit.class);
                    cache().evictQueryRegions();
                    cache().evictDefaultQueryRegion();
                    cache().evictQueryRegion("none");
                })
                .is("nothing");
        contains(true, true, true);
        assertThat(cache().containsQuery("none")).isFalse();
    }

    @Test
    void containedAfterAnUpdateAndADelete() {
        prepare(session -> session.find(Book.class, 1L).title = "b");
        contains(true, true, true);
        prepare(session -> session.persist(new Book(3, "c")));
        assertThat(cache().containsEntity(Book.class, 3L)).isTrue();
    }

    @Test
    void containedAfterADelete() {
        prepare(session -> session.remove(session.find(Book.class, 1L)));
        assertThat(cache().containsEntity(Book.class, 1L))
                .isEqualTo(differs(Difference.LOCKS_ARE_NOT_CONTAINED, true, false));
    }

    @Test
    void containedAfterARollback() {
        rolledBack(session -> {
            session.find(Book.class, 1L).title = "c";
            session.persist(new Book(3, "c"));
        });
        contains(true, true, true);
        assertThat(cache().containsEntity(Book.class, 3L)).isFalse();
    }

    @Test
    void containedAfterARollbackOfAFlush() {
        rolledBack(session -> {
            session.find(Book.class, 1L).title = "c";
            session.persist(new Book(3, "c"));
            session.flush();
        });
        provider.awaitEvicted("Book", "1");
        assertThat(cache().containsEntity(Book.class, 3L)).isFalse();
        assertThat(cache().containsEntity(Book.class, 1L))
                .isEqualTo(differs(Difference.LOCKS_ARE_NOT_CONTAINED, true, false));
    }

    /** While a transaction that has flushed a change lasts. */
    @Test
    void containedBeforeTheCommit() {
        try (Session session = node().factory().openSession()) {
            session.beginTransaction();
            session.find(Book.class, 1L).title = "c";
            session.persist(new Book(3, "c"));
            session.flush();
            contains(true, true, true);
            assertThat(cache().containsEntity(Book.class, 3L)).isFalse();
            session.getTransaction().commit();
        }
        contains(true, true, true);
        provider.settle(node());
        assertThat(cache().containsEntity(Book.class, 3L)).isTrue();
    }

    @Test
    void evictedWhileATransactionLasts() {
        try (Session session = node().factory().openSession()) {
            session.beginTransaction();
            session.find(Book.class, 1L).title = "c";
            session.flush();
            cache().evictEntityData(Book.class, 1L);
            observed(() -> session.getTransaction().commit())
                    .is("nothing", Difference.LOCKS_ARE_PLACED_AT_THE_COMMIT, "Book put 1");
        }
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("c"))
                .is(
                        "sql 1; Book miss 1 put 1; entities loaded 1",
                        Difference.LOCKS_ARE_PLACED_AT_THE_COMMIT,
                        "Book hit 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("c"))
                .is("Book hit 1");
    }

    @Test
    void regionsByName() {
        assertThat(Arrays.asList(node().statistics().getSecondLevelCacheRegionNames()))
                .containsExactlyInAnyOrder(
                        "Book", "Note", "Shelf", "Shelf.books", "Shelf.labels", "Reader", "Reader.naturalId");
        assertThat(node().statistics().getCacheRegionStatistics("Book").getRegionName())
                .isEqualTo("Book");
        assertThatThrownBy(() -> node().statistics().getDomainDataRegionStatistics("none"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(cache().unwrap(RegionFactory.class)).isNotNull();
    }
}
