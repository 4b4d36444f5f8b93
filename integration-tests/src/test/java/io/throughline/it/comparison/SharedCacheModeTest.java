package io.throughline.it.comparison;

import io.throughline.it.comparison.Library.Book;
import org.junit.jupiter.api.Test;

/** With shared cache mode NONE: an annotation of Hibernate's own counts for more. */
class SharedCacheModeTest extends SettingsTest {

    SharedCacheModeTest() {
        super("jakarta.persistence.sharedCache.mode", "NONE");
    }

    @Test
    void whatHasTheAnnotationIsCached() {
        in(session -> session.find(Book.class, 1L)).is("Book hit 1");
    }
}
