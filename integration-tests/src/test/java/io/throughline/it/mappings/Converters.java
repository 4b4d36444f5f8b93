package io.throughline.it.mappings;

import jakarta.persistence.AttributeConverter;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Converters, and the classes that they are for. */
final class Converters {

    private Converters() {}

    record Money(BigDecimal amount, String unit) implements Serializable {}

    sealed interface Shape extends Serializable permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    /** What it is in the database is not what it is in Java, even for null. */
    static class Mutable implements Serializable {
        private static final long serialVersionUID = 1L;
        List<String> words = new ArrayList<>();

        Mutable() {}

        Mutable(String... words) {
            this.words.addAll(List.of(words));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mutable that && words.equals(that.words);
        }

        @Override
        public int hashCode() {
            return words.hashCode();
        }
    }

    static class SuitCode implements AttributeConverter<Suit, Character> {
        @Override
        public Character convertToDatabaseColumn(Suit suit) {
            return suit == null ? null : suit.name().charAt(0);
        }

        @Override
        public Suit convertToEntityAttribute(Character code) {
            return code == null ? null : code == 'C' ? Suit.CLUBS : Suit.HEARTS;
        }
    }

    static class MoneyText implements AttributeConverter<Money, String> {
        @Override
        public String convertToDatabaseColumn(Money money) {
            return money == null ? null : money.amount() + " " + money.unit();
        }

        @Override
        public Money convertToEntityAttribute(String text) {
            return text == null ? null : new Money(new BigDecimal(text.split(" ")[0]), text.split(" ")[1]);
        }
    }

    static class ShapeNumber implements AttributeConverter<Shape, Integer> {
        @Override
        public Integer convertToDatabaseColumn(Shape shape) {
            return shape == null ? null : shape instanceof Circle circle ? circle.radius() : -((Square) shape).side();
        }

        @Override
        public Shape convertToEntityAttribute(Integer number) {
            return number == null ? null : number > 0 ? new Circle(number) : new Square(-number);
        }
    }

    static class MutableText implements AttributeConverter<Mutable, String> {
        @Override
        public String convertToDatabaseColumn(Mutable value) {
            return value == null ? null : String.join(",", value.words);
        }

        @Override
        public Mutable convertToEntityAttribute(String text) {
            return text == null ? null : new Mutable(text.split(","));
        }
    }

    static class NeverNull implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String value) {
            return value == null ? "(none)" : value;
        }

        @Override
        public String convertToEntityAttribute(String text) {
            return "(none)".equals(text) ? null : text;
        }
    }
}
