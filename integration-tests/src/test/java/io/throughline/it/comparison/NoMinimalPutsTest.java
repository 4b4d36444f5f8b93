package io.throughline.it.comparison;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import org.junit.jupiter.api.Test;

/** Without hibernate.cache.use_minimal_puts. */
class NoMinimalPutsTest extends SettingsTest {

    NoMinimalPutsTest() {
        super("hibernate.cache.use_minimal_puts", "false");
    }

    @Test
    void theyArePut() {
        cache().evictEntityData(Note.class);
        in(session -> session.find(Note.class, 1L)).is("sql 1; Note miss 1 put 1; entities loaded 1");
        in(session -> session.createSelectionQuery("from Note", Note.class).getResultList())
                .is("sql 1; entities loaded 1; queries 1");
        in(session -> session.createSelectionQuery("from Book", Book.class).getResultList())
                .is(
                        "sql 1; entities loaded 1; queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Book put 1; entities loaded 1; queries 1");
    }
}
