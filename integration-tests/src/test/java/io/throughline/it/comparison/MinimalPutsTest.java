package io.throughline.it.comparison;

import io.throughline.it.comparison.Library.Note;
import org.hibernate.CacheMode;
import org.junit.jupiter.api.Test;

/** With hibernate.cache.use_minimal_puts. */
class MinimalPutsTest extends SettingsTest {

    MinimalPutsTest() {
        super("hibernate.cache.use_minimal_puts", "true");
    }

    @Test
    void theyArePut() {
        cache().evictEntityData(Note.class);
        in(session -> session.find(Note.class, 1L)).is("sql 1; Note miss 1 put 1; entities loaded 1");
        in(session -> session.createSelectionQuery("from Note", Note.class).getResultList())
                .is("sql 1; entities loaded 1; queries 1");
        in(session -> session.byId(Note.class).with(CacheMode.REFRESH).load(1L))
                .is("sql 1; entities loaded 1", Difference.REFRESH_REPLACES, "sql 1; Note put 1; entities loaded 1");
    }
}
