package io.throughline.it.mappings;

import java.util.ArrayList;
import java.util.List;

/** The attributes of one entity: a further type is a field there and a line here. */
final class Basics {

    private final Class<? extends Row> entity;
    private final List<Basic> all = new ArrayList<>();

    private Basics(Class<? extends Row> entity) {
        this.entity = entity;
    }

    static Basics of(Class<? extends Row> entity) {
        return new Basics(entity);
    }

    Basics with(String attribute, Object value, Object other) {
        all.add(new Basic(entity, attribute, value, other));
        return this;
    }

    List<Basic> all() {
        return all;
    }
}
