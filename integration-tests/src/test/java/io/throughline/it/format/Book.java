package io.throughline.it.format;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** The worked example of docs/format.md. */
@Entity
@Cacheable
@NaturalIdCache
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Book {

    enum Binding {
        PAPERBACK,
        CLOTH
    }

    @Embeddable
    static class Author {
        String first;
        String last;
    }

    @Id
    Long id;

    @Version
    Integer version;

    Author author = new Author();

    @Enumerated(EnumType.STRING)
    Binding binding;

    @Column(length = 10_000)
    String blurb;

    Instant changed;
    UUID edition;
    boolean inPrint;

    @NaturalId
    String isbn;

    int pages;
    BigDecimal price;
    LocalDate published;

    @ElementCollection
    @OrderBy
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    Set<String> tags = new LinkedHashSet<>();

    String title;

    static Book example() {
        Book book = new Book();
        book.id = 7L;
        book.author.first = "Jules";
        book.author.last = "Verne";
        book.binding = Binding.CLOTH;
        book.changed = Instant.parse("2026-11-23T06:43:12.5Z");
        book.edition = UUID.fromString("0b5e7c5a-4f0e-4d5f-9a3c-2f6f9f1d7e11");
        book.inPrint = true;
        book.isbn = "978-3-1";
        book.pages = 320;
        book.price = new BigDecimal("12.50");
        book.published = LocalDate.of(1870, 6, 20);
        book.tags.add("classic");
        book.tags.add("sea");
        book.title = "Vingt mille lieues à la mer";
        return book;
    }

    /** The same with a text that compresses well. */
    static Book withBlurb() {
        Book book = example();
        book.id = 8L;
        book.isbn = "978-3-2";
        book.blurb = "Under the sea. ".repeat(20);
        return book;
    }
}
