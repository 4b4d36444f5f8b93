package io.throughline.it.mappings;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Struct;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;

/** Embeddables: nested, with converters, null, as records, as a document, as a type of the database. */
class EmbeddablesTest extends MappingTest {

    @Embeddable
    static class Inner {
        String street;

        @Convert(converter = Converters.MoneyText.class)
        Converters.Money rent;
    }

    @Embeddable
    static class Outer {
        String town;

        @Embedded
        Inner inner;

        @ManyToOne
        Holder other;
    }

    @Embeddable
    record Range(Integer low, Integer high) {}

    @Embeddable
    record Pair(Range range, String label) {}

    @Embeddable
    static class Document {
        String text;
        String[] words;
        BigDecimal number;
    }

    @Embeddable
    @Struct(name = "composite_type")
    record Composite(Integer first, String second) {}

    @Entity(name = "Holder")
    static class Holder extends Row {
        Outer outer;
        Range range;

        @AttributeOverride(name = "label", column = @Column(name = "pair_label"))
        @AttributeOverride(name = "range.low", column = @Column(name = "pair_low"))
        @AttributeOverride(name = "range.high", column = @Column(name = "pair_high"))
        Pair pair;

        @JdbcTypeCode(SqlTypes.JSON)
        Document document;

        Composite composite;
    }

    EmbeddablesTest() {
        super(Holder.class);
    }

    private static Holder holder(long id) {
        Holder holder = new Holder();
        holder.id = id;
        return holder;
    }

    @Test
    void nested() {
        Holder holder = holder(1);
        holder.outer = new Outer();
        holder.outer.inner = new Inner();
        holder.outer.inner.rent = new Converters.Money(new BigDecimal("1.50"), "EUR");
        nodes.row(Holder.class, 1L)
                .inserted(holder)
                .updated(row -> row.outer.inner.street = "s")
                .updated(row -> row.outer.town = "t")
                .updated(row -> row.outer.other = row)
                .updated(row -> row.outer.inner = null)
                .updated(row -> row.outer = null)
                .deleted();
    }

    @Test
    void records() {
        Holder holder = holder(2);
        holder.range = new Range(1, null);
        holder.pair = new Pair(new Range(1, 2), "l");
        nodes.row(Holder.class, 2L)
                .inserted(holder)
                .updated(row -> row.range = new Range(3, 4))
                .updated(row -> row.pair = new Pair(null, "m"))
                .updated(row -> row.range = null)
                .updated(row -> row.pair = null)
                .deleted();
    }

    @Test
    void asADocument() {
        Holder holder = holder(3);
        holder.document = new Document();
        holder.document.text = "t";
        holder.document.words = new String[] {"a", "b"};
        nodes.row(Holder.class, 3L)
                .inserted(holder)
                .updated(row -> row.document.number = new BigDecimal("1.50"))
                .updated(row -> row.document.words = null)
                .updated(row -> row.document = null)
                .deleted();
    }

    @Test
    void asATypeOfTheDatabase() {
        Holder holder = holder(4);
        holder.composite = new Composite(1, "a");
        nodes.row(Holder.class, 4L)
                .inserted(holder)
                .updated(row -> row.composite = new Composite(null, "(\",\")"))
                .updated(row -> row.composite = null)
                .deleted();
    }
}
