package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.comparison.Library.Shelf;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import java.util.Map;
import org.hibernate.CacheMode;
import org.junit.jupiter.api.Test;

/** Hibernate's cache modes and JPA's. */
class CacheModesTest extends ComparisonTest {

    CacheModesTest() {
        super(Book.class, Note.class, Shelf.class, Reader.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Book(1, "a"));
            session.persist(new Book(2, "b"));
            session.persist(new Shelf(1, "r", "l"));
            session.persist(new Reader(1, "c", "n"));
        });
        cache().evictEntityData(Book.class, 2L);
    }

    private Observed finding(CacheMode mode, long id) {
        return in(session -> {
            session.byId(Book.class).with(mode).load(id);
        });
    }

    private Observed updating(CacheMode mode, String title) {
        return in(session -> {
            session.setCacheMode(mode);
            session.byId(Book.class).with(mode).load(1L).title = title;
        });
    }

    private Observed inserting(CacheMode mode, long id) {
        return in(session -> {
            session.setCacheMode(mode);
            session.persist(new Book(id, "new"));
        });
    }

    private Observed deleting(CacheMode mode) {
        return in(session -> {
            session.setCacheMode(mode);
            session.remove(session.byId(Book.class).with(mode).load(1L));
        });
    }

    private Observed collections(CacheMode mode) {
        return in(session -> {
            Shelf shelf = session.find(Shelf.class, 1L);
            session.setCacheMode(mode);
            assertThat(shelf.labels).hasSize(1);
        });
    }

    private Observed naturalId(CacheMode mode) {
        return in(session -> {
            session.setCacheMode(mode);
            session.bySimpleNaturalId(Reader.class).load("c");
        });
    }

    @Test
    void normal() {
        finding(CacheMode.NORMAL, 1).is("Book hit 1");
        finding(CacheMode.NORMAL, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("Book hit 1");
        updating(CacheMode.NORMAL, "c").is("sql 1; Book hit 1 put 1");
        finding(CacheMode.NORMAL, 1).is("Book hit 1");
        inserting(CacheMode.NORMAL, 3).is("sql 1; Book put 1");
        finding(CacheMode.NORMAL, 3).is("Book hit 1");
        deleting(CacheMode.NORMAL).is("sql 1; Book hit 1 remove 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1");
        collections(CacheMode.NORMAL)
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        collections(CacheMode.NORMAL).is("Shelf hit 1; Shelf.labels hit 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void ignore() {
        finding(CacheMode.IGNORE, 1).is("sql 1; entities loaded 1");
        finding(CacheMode.IGNORE, 2).is("sql 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        updating(CacheMode.IGNORE, "c").is("sql 2; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1 put 1; entities loaded 1");
        inserting(CacheMode.IGNORE, 3).is("sql 1");
        finding(CacheMode.NORMAL, 3).is("sql 1; Book miss 1 put 1; entities loaded 1");
        deleting(CacheMode.IGNORE).is("sql 2; Book remove 1; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1");
        collections(CacheMode.IGNORE).is("sql 1; Shelf hit 1; collections loaded 1 fetched 1");
        collections(CacheMode.NORMAL)
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        naturalId(CacheMode.IGNORE).is("sql 1; Reader.naturalId hit 1; entities loaded 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void get() {
        finding(CacheMode.GET, 1).is("Book hit 1");
        finding(CacheMode.GET, 2).is("sql 1; Book miss 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        updating(CacheMode.GET, "c").is("sql 1; Book hit 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1 put 1; entities loaded 1");
        inserting(CacheMode.GET, 3).is("sql 1");
        finding(CacheMode.NORMAL, 3).is("sql 1; Book miss 1 put 1; entities loaded 1");
        deleting(CacheMode.GET).is("sql 1; Book hit 1 remove 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1");
        collections(CacheMode.GET).is("sql 1; Shelf hit 1; Shelf.labels miss 1; collections loaded 1 fetched 1");
        collections(CacheMode.NORMAL)
                .is("sql 1; Shelf hit 1; Shelf.labels miss 1 put 1; collections loaded 1 fetched 1");
        naturalId(CacheMode.GET).is("Reader hit 1; Reader.naturalId hit 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void put() {
        finding(CacheMode.PUT, 1).is("sql 1; entities loaded 1");
        finding(CacheMode.PUT, 2).is("sql 1; Book put 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("Book hit 1");
        updating(CacheMode.PUT, "c").is("sql 2; Book put 1; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("Book hit 1");
        inserting(CacheMode.PUT, 3).is("sql 1; Book put 1");
        finding(CacheMode.NORMAL, 3).is("Book hit 1");
        deleting(CacheMode.PUT).is("sql 2; Book remove 1; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1");
        collections(CacheMode.PUT).is("sql 1; Shelf hit 1; Shelf.labels put 1; collections loaded 1 fetched 1");
        collections(CacheMode.NORMAL).is("Shelf hit 1; Shelf.labels hit 1");
        naturalId(CacheMode.PUT).is("sql 1; Reader.naturalId hit 1; entities loaded 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void refresh() {
        finding(CacheMode.REFRESH, 1)
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Book put 1; entities loaded 1");
        finding(CacheMode.REFRESH, 2).is("sql 1; Book put 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("Book hit 1");
        updating(CacheMode.REFRESH, "c")
                .is(
                        "sql 2; Book put 1; entities loaded 1",
                        Difference.REFRESH_REPLACES,
                        "sql 2; Book put 2; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("Book hit 1");
        inserting(CacheMode.REFRESH, 3).is("sql 1; Book put 1");
        finding(CacheMode.NORMAL, 3).is("Book hit 1");
        deleting(CacheMode.REFRESH)
                .is(
                        "sql 2; Book remove 1; entities loaded 1",
                        Difference.REFRESH_REPLACES,
                        "sql 2; Book put 1 remove 1; entities loaded 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1");
        collections(CacheMode.REFRESH).is("sql 1; Shelf hit 1; Shelf.labels put 1; collections loaded 1 fetched 1");
        collections(CacheMode.NORMAL).is("Shelf hit 1; Shelf.labels hit 1");
        naturalId(CacheMode.REFRESH)
                .is(
                        "sql 1; Reader.naturalId hit 1; entities loaded 1",
                        Difference.REFRESH_REPLACES,
                        "sql 1; Reader put 1; Reader.naturalId hit 1; entities loaded 1");
        naturalId(CacheMode.NORMAL).is("Reader hit 1; Reader.naturalId hit 1");
    }

    private Observed withHints(CacheRetrieveMode retrieve, CacheStoreMode store, long id) {
        return in(session -> session.find(
                Book.class,
                id,
                Map.of(
                        "jakarta.persistence.cache.retrieveMode",
                        retrieve,
                        "jakarta.persistence.cache.storeMode",
                        store)));
    }

    @Test
    void jpaHintsOfAFind() {
        withHints(CacheRetrieveMode.USE, CacheStoreMode.BYPASS, 2).is("sql 1; Book miss 1; entities loaded 1");
        withHints(CacheRetrieveMode.USE, CacheStoreMode.USE, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        withHints(CacheRetrieveMode.USE, CacheStoreMode.USE, 2).is("Book hit 1");
        withHints(CacheRetrieveMode.BYPASS, CacheStoreMode.USE, 2).is("sql 1; entities loaded 1");
        withHints(CacheRetrieveMode.BYPASS, CacheStoreMode.BYPASS, 2).is("sql 1; entities loaded 1");
        withHints(CacheRetrieveMode.BYPASS, CacheStoreMode.REFRESH, 2)
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Book put 1; entities loaded 1");
        withHints(CacheRetrieveMode.USE, CacheStoreMode.REFRESH, 2)
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Book put 1; entities loaded 1");
        withHints(CacheRetrieveMode.USE, CacheStoreMode.USE, 2).is("Book hit 1");
    }

    @Test
    void jpaModesOfASession() {
        in(session -> {
                    session.setProperty("jakarta.persistence.cache.storeMode", CacheStoreMode.BYPASS);
                    session.find(Book.class, 2L);
                })
                .is("sql 1; Book miss 1; entities loaded 1");
        finding(CacheMode.NORMAL, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        in(session -> {
                    session.setProperty("jakarta.persistence.cache.retrieveMode", CacheRetrieveMode.BYPASS);
                    session.find(Book.class, 2L);
                })
                .is("sql 1; entities loaded 1");
        in(session -> {
                    session.setProperty("jakarta.persistence.cache.storeMode", CacheStoreMode.BYPASS);
                    session.find(Book.class, 1L).title = "c";
                })
                .is("sql 1; Book hit 1");
        finding(CacheMode.NORMAL, 1).is("sql 1; Book miss 1 put 1; entities loaded 1");
    }

    /** What was changed behind the cache is brought into it by REFRESH, and not by PUT where there is no newer version. */
    @Test
    void refreshTakesThePlaceOfWhatIsThere() {
        node().inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("update Book set title = 'by sql' where id = 1");
            }
        }));
        finding(CacheMode.PUT, 1).is("sql 1; entities loaded 1");
        assertThat(this.<String>get(session -> session.find(Book.class, 1L).title))
                .isEqualTo("a");
        finding(CacheMode.REFRESH, 1)
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Book put 1; entities loaded 1");
        assertThat(this.<String>get(session -> session.find(Book.class, 1L).title))
                .isEqualTo(differs(Difference.REFRESH_REPLACES, "a", "by sql"));
    }

    @Test
    void modesOfAQuery() {
        in(session -> session.createSelectionQuery("from Book", Book.class)
                        .setCacheMode(CacheMode.IGNORE)
                        .getResultList())
                .is("sql 1; entities loaded 2; queries 1");
        finding(CacheMode.NORMAL, 2).is("sql 1; Book miss 1 put 1; entities loaded 1");
        cache().evictEntityData(Book.class, 2L);
        in(session -> session.createSelectionQuery("from Book", Book.class)
                        .setCacheMode(CacheMode.PUT)
                        .getResultList())
                .is("sql 1; Book put 1; entities loaded 2; queries 1");
        finding(CacheMode.NORMAL, 2).is("Book hit 1");
        in(session -> session.createSelectionQuery("from Book", Book.class)
                        .setCacheMode(CacheMode.REFRESH)
                        .getResultList())
                .is(
                        "sql 1; entities loaded 2; queries 1",
                        Difference.REFRESH_REPLACES,
                        "sql 1; Book put 2; entities loaded 2; queries 1");
    }
}
