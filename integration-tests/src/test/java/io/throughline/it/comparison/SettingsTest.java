package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Note;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.Node;
import java.util.List;

/** Hibernate's settings that concern the cache. */
abstract class SettingsTest extends ComparisonTest {

    private final String setting;
    private final String value;

    SettingsTest(String setting, String value) {
        super(Book.class, Note.class, Shelf.class);
        this.setting = setting;
        this.value = value;
    }

    @Override
    Node.Builder configured(Node.Builder builder) {
        return builder.set(setting, value);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Shelf shelf = new Shelf(1, "hall", "x", "y");
            shelf.put(1, "a");
            session.persist(shelf);
            session.persist(new Note(1, "a"));
        });
    }

    void reading() {
        prepare(session -> {
            assertThat(List.copyOf(session.find(Shelf.class, 1L).labels)).containsExactlyInAnyOrder("x", "y");
            assertThat(session.find(Shelf.class, 1L).books).hasSize(1);
            assertThat(session.find(Book.class, 1L).title).isEqualTo("a");
            assertThat(session.find(Note.class, 1L).text).isEqualTo("a");
        });
    }
}
