package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import org.junit.jupiter.api.Test;

/** With hibernate.cache.use_structured_entries. */
class StructuredEntriesTest extends SettingsTest {

    StructuredEntriesTest() {
        super("hibernate.cache.use_structured_entries", "true");
    }

    @Test
    void theyAreCached() {
        observed(this::reading)
                .is(
                        "sql 2; Note hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 1; collections loaded 2 fetched 2");
        observed(this::reading).is("Book hit 1; Note hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        in(session -> session.find(Book.class, 1L).title = "b").is("sql 1; Book hit 1 put 1");
        in(session -> assertThat(session.find(Book.class, 1L).title).isEqualTo("b"))
                .is("Book hit 1");
    }
}
