package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Currency;
import io.throughline.it.settings.Space;
import org.junit.jupiter.api.Test;

/** {@code hibernate.cache.use_reference_entries}: a reference cannot leave the JVM. */
class ReferenceEntriesTest {

    @Test
    void anEntityThatWouldBeCachedByReferenceIsRefusedByName() {
        assertThatThrownBy(() -> space("true", Currency.class, Counter.class).close())
                .hasStackTraceContaining(Currency.class.getName() + " would be cached by reference")
                .hasStackTraceContaining("accepted: hibernate.cache.use_reference_entries=false");
    }

    @Test
    void itIsCachedAsUsualWithoutTheSetting() {
        try (Space space = space("false", Currency.class)) {
            space.node().inTransaction(session -> session.persist(new Currency("EUR", 2)));
            assertThat(space.sql(session -> assertThat(session.find(Currency.class, "EUR").digits)
                            .isEqualTo(2)))
                    .isZero();
        }
    }

    @Test
    void theSettingDoesNotConcernEntitiesThatChange() {
        try (Space space = space("true", Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            assertThat(space.sql(session -> session.find(Counter.class, 1L))).isZero();
        }
    }

    private static Space space(String useReferences, Class<?>... entities) {
        return Space.of(node -> node.set("hibernate.cache.use_reference_entries", useReferences), entities);
    }
}
