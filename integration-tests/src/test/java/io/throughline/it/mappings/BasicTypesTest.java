package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every basic type that Hibernate ships: inserted, changed, set to null and back, deleted. */
class BasicTypesTest extends MappingTest {

    private static final List<Basics> ALL = List.of(
            Numbers.basics(),
            Texts.basics(),
            Times.basics(),
            JdkValues.basics(),
            Enums.basics(),
            Converted.basics(),
            Documents.basics(),
            SqlArrays.basics());

    private final AtomicLong ids = new AtomicLong();

    BasicTypesTest() {
        super(
                Numbers.class,
                Texts.class,
                Times.class,
                JdkValues.class,
                Enums.class,
                Converted.class,
                Documents.class,
                SqlArrays.class);
    }

    static Stream<Basic> basics() {
        return ALL.stream().flatMap(basics -> basics.all().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("basics")
    void aTypeIsHitAsItIsInTheDatabase(Basic basic) {
        long id = ids.incrementAndGet();
        Row row = basic.row(id);
        basic.set(row, basic.value());
        Life<? extends Row> life = nodes.row(basic.entity(), id)
                .named(basic)
                .inserted(row)
                .updated(found -> basic.set(found, basic.other()));
        if (!basic.isPrimitive()) {
            life.updated(found -> basic.set(found, null));
        }
        life.updated(found -> basic.set(found, basic.value())).deleted();
    }

    @Test
    void everyAttributeIsTested() {
        ALL.forEach(basics -> {
            List<Basic> all = basics.all();
            assertThat(all)
                    .extracting(Basic::attribute)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(all.get(0).entity().getDeclaredFields())
                                    .map(field -> field.getName())
                                    .toList());
        });
    }
}
