package io.throughline.it.mappings;

/** How an enhanced class, of which only its own class loader knows, is used. */
public interface LazyArticle {
    String title();

    String text();

    void write(long newId, String newTitle, String newText);

    void title(String newTitle);

    void text(String newText);
}
