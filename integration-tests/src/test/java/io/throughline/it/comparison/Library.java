package io.throughline.it.comparison;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** The entities of the comparison. */
final class Library {

    private Library() {}

    /** With a version. */
    @Entity(name = "Book")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Book")
    public static class Book {

        @Id
        public Long id;

        @Version
        public Integer version;

        public String title;

        @ManyToOne(fetch = FetchType.LAZY)
        public Shelf shelf;

        protected Book() {}

        Book(long id, String title) {
            this.id = id;
            this.title = title;
        }
    }

    /** Without one. */
    @Entity(name = "Note")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Note")
    public static class Note {

        @Id
        public Long id;

        public String text;

        protected Note() {}

        Note(long id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    /** With collections. */
    @Entity(name = "Shelf")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Shelf")
    public static class Shelf {

        @Id
        public Long id;

        @Version
        public Integer version;

        public String room;

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.ALL, orphanRemoval = true)
        @OrderBy("id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Shelf.books")
        public List<Book> books = new ArrayList<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Shelf.labels")
        public Set<String> labels = new TreeSet<>();

        protected Shelf() {}

        Shelf(long id, String room, String... labels) {
            this.id = id;
            this.room = room;
            this.labels.addAll(List.of(labels));
        }

        Book put(long bookId, String title) {
            Book book = new Book(bookId, title);
            book.shelf = this;
            books.add(book);
            return book;
        }
    }

    /** With a natural id that can change. */
    @Entity(name = "Reader")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Reader")
    @NaturalIdCache(region = "Reader.naturalId")
    public static class Reader {

        @Id
        public Long id;

        @Version
        public Integer version;

        @NaturalId(mutable = true)
        public String card;

        public String name;

        protected Reader() {}

        Reader(long id, String card, String name) {
            this.id = id;
            this.card = card;
            this.name = name;
        }
    }

    /** With a natural id that cannot. */
    @Entity(name = "Publisher")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Publisher")
    @NaturalIdCache(region = "Publisher.naturalId")
    public static class Publisher {

        @Id
        public Long id;

        @NaturalId
        public String country;

        @NaturalId
        public Integer number;

        public String name;

        protected Publisher() {}

        Publisher(long id, String country, int number) {
            this.id = id;
            this.country = country;
            this.number = number;
        }
    }

    @Entity(name = "Draft")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE, region = "Draft")
    @NaturalIdCache(region = "Draft.naturalId")
    public static class Draft {

        @Id
        public Long id;

        @Version
        public Integer version;

        @NaturalId(mutable = true)
        public String code;

        public String text;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE, region = "Draft.labels")
        public Set<String> labels = new TreeSet<>();

        protected Draft() {}

        Draft(long id, String code, String text) {
            this.id = id;
            this.code = code;
            this.text = text;
        }
    }

    /** Hibernate lets it be changed, its cache does not. */
    @Entity(name = "Law")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "Law")
    public static class Law {

        @Id
        public Long id;

        public String text;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "Law.articles")
        public Set<String> articles = new TreeSet<>();

        protected Law() {}

        Law(long id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    @Entity(name = "Language")
    @Immutable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "Language")
    @NaturalIdCache(region = "Language.naturalId")
    public static class Language {

        @Id
        public Long id;

        @NaturalId
        public String code;

        protected Language() {}

        Language(long id, String code) {
            this.id = id;
            this.code = code;
        }
    }

    /** Not cached. */
    @Entity(name = "Visit")
    public static class Visit {

        @Id
        public Long id;

        public String reason;

        protected Visit() {}

        Visit(long id, String reason) {
            this.id = id;
            this.reason = reason;
        }
    }
}
