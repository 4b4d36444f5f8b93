package io.throughline.it.golden;

import jakarta.persistence.AttributeConverter;
import java.io.Serializable;

/** A class of the application's own, stored by its fields. */
record ShelfMark(String shelf, int number) implements Serializable {

    /** In the database it is a text. */
    static class AsText implements AttributeConverter<ShelfMark, String> {

        @Override
        public String convertToDatabaseColumn(ShelfMark mark) {
            return mark == null ? null : mark.shelf + "-" + mark.number;
        }

        @Override
        public ShelfMark convertToEntityAttribute(String text) {
            if (text == null) {
                return null;
            }
            String[] parts = text.split("-");
            return new ShelfMark(parts[0], Integer.parseInt(parts[1]));
        }
    }
}
