package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.Node;
import org.junit.jupiter.api.Test;

/** With hibernate.cache.auto_evict_collection_cache. */
class AutoEvictionTest extends ComparisonTest {

    AutoEvictionTest() {
        super(Book.class, Shelf.class);
    }

    @Override
    Node.Builder configured(Node.Builder builder) {
        return builder.set("hibernate.cache.auto_evict_collection_cache", "true");
    }

    @Override
    void prepare() {
        prepare(session -> {
            Shelf shelf = new Shelf(1, "hall", "x");
            shelf.put(1, "a");
            session.persist(shelf);
            session.persist(new Shelf(2, "attic", "y"));
        });
        reading(1);
    }

    private Observed reading(int books) {
        return in(session -> {
            assertThat(session.find(Shelf.class, 1L).books).hasSize(books);
            session.find(Shelf.class, 2L).books.size();
        });
    }

    @Test
    void theOtherSideAloneIsWritten() {
        in(session -> {
                    Book book = new Book(2, "b");
                    book.shelf = session.getReference(Shelf.class, 1L);
                    session.persist(book);
                })
                .is("sql 1; Book put 1");
        reading(2)
                .is(
                        "sql 1; Shelf hit 2; Shelf.books hit 1 miss 1 put 1; entities loaded 2; collections loaded 1 fetched 1");
        reading(2).is("Book hit 2; Shelf hit 2; Shelf.books hit 2");
        in(session -> session.find(Book.class, 2L).shelf = session.getReference(Shelf.class, 2L))
                .is("sql 1; Book hit 1 put 1");
        reading(1)
                .is("sql 2; Shelf hit 2; Shelf.books miss 2 put 2; entities loaded 2; collections loaded 2 fetched 2");
        in(session -> session.remove(session.find(Book.class, 2L))).is("sql 1; Book hit 1 remove 1");
        reading(1).is("sql 1; Book hit 1; Shelf hit 2; Shelf.books hit 1 miss 1 put 1; collections loaded 1 fetched 1");
    }
}
