package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Values that the database keeps in another precision than they were given in. After a write, Hibernate passes the state in memory to every cache
 * provider. This cache does not store it, and hits show what was loaded.
 */
class PrecisionTest extends MappingTest {

    private static final BigDecimal GIVEN = new BigDecimal("1.5");
    private static final BigDecimal KEPT = new BigDecimal("1.50");
    private static final Instant GIVEN_TIME = Instant.parse("2024-02-29T12:34:56.123456789Z");
    private static final Instant KEPT_TIME = Instant.parse("2024-02-29T12:34:56.123457Z");

    @Entity(name = "Rounded")
    static class Rounded extends Row {
        @Column(precision = 10, scale = 2)
        BigDecimal decimal;

        Instant time;
    }

    PrecisionTest() {
        super(Rounded.class);
    }

    @Test
    void aHitIsWhatTheDatabaseHas() {
        Rounded row = new Rounded();
        row.id = 1L;
        row.decimal = GIVEN;
        row.time = GIVEN_TIME;
        nodes.first().inTransaction(session -> session.persist(row));
        nodes.nodes().awaitClocks();
        nodes.second().inTransaction(session -> session.find(Rounded.class, 1L));
        isHit(KEPT, KEPT_TIME);
    }

    private void isHit(BigDecimal decimal, Instant time) {
        nodes.nodes().awaitClocks();
        Node node = nodes.second();
        long sql = node.sqlStatements();
        node.inTransaction(session -> {
            Rounded row = session.find(Rounded.class, 1L);
            assertThat(row.decimal).isEqualTo(decimal);
            assertThat(row.time).isEqualTo(time);
        });
        assertThat(node.sqlStatements()).as("a hit").isEqualTo(sql);
    }
}
