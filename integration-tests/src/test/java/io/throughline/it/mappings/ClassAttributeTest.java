package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import org.junit.jupiter.api.Test;

/** No body names a class: an entity with an attribute of that type is not cached while it is not null. */
class ClassAttributeTest extends MappingTest {

    @Entity(name = "WithClass")
    static class WithClass extends Row {
        Class<?> type;
    }

    ClassAttributeTest() {
        super(WithClass.class);
    }

    @Test
    void isNotCached() {
        WithClass row = new WithClass();
        row.id = 1L;
        row.type = String.class;
        nodes.first().inTransaction(session -> session.persist(row));
        NotCached.by(nodes, WithClass.class, 1L, found -> assertThat(found.type).isEqualTo(String.class));
    }
}
