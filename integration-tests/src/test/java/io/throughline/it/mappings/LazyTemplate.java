package io.throughline.it.mappings;

import jakarta.persistence.Basic;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** What {@link LazyAttributesTest} enhances, under another name. */
@Entity
public class LazyTemplate implements LazyArticle {
    @Id
    Long id;

    @Version
    Integer version;

    String title;

    @Basic(fetch = FetchType.LAZY)
    String text;

    @Override
    public String title() {
        return title;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public void write(long newId, String newTitle, String newText) {
        id = newId;
        title = newTitle;
        text = newText;
    }

    @Override
    public void title(String newTitle) {
        title = newTitle;
    }

    @Override
    public void text(String newText) {
        text = newText;
    }
}
