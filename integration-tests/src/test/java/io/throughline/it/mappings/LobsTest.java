package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Locators of large objects live in a transaction. Hibernate itself refuses to make a cache entry of an entity that has one, even null:
 * the flush fails, and nothing is left of it anywhere. LOBs that are text or bytes are in {@link Texts}.
 */
class LobsTest extends MappingTest {

    @Entity(name = "WithBlob")
    static class WithBlob extends Row {
        Blob blob;
    }

    @Entity(name = "WithClob")
    static class WithClob extends Row {
        Clob clob;
    }

    @Entity(name = "WithNClob")
    static class WithNClob extends Row {
        NClob clob;
    }

    LobsTest() {
        super(WithBlob.class, WithClob.class, WithNClob.class);
    }

    static Stream<Row> all() {
        return Stream.of(new WithBlob(), new WithClob(), new WithNClob());
    }

    @ParameterizedTest
    @MethodSource("all")
    void isRefusedByHibernate(Row entity) {
        entity.id = 1L;
        assertThatThrownBy(() -> nodes.first().inTransaction(session -> session.persist(entity)))
                .hasStackTraceContaining("not cacheable");
        nodes.row(entity.getClass(), 1L).isGone();
        assertThat(nodes.second().activity().of(io.throughline.metrics.CacheActivity.Event.HIT))
                .isZero();
    }
}
