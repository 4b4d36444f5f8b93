package io.throughline.it.mappings;

/** Uses an enhanced class that only its own class loader knows. */
public interface LazyArticle {
    String title();

    String text();

    void write(long newId, String newTitle, String newText);

    void title(String newTitle);

    void text(String newText);
}
