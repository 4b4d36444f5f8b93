package io.throughline.it.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.util.Objects;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;

/** Equal mappings have equal shapes, whatever else a JVM has mapped before. A shape includes what an association's id is made of. */
class ShapesTest {

    enum Colour {
        RED,
        BLUE
    }

    @Entity(name = "Painted")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Painted {
        @Id
        Long id;

        @Enumerated(EnumType.STRING)
        Colour colour;
    }

    @Embeddable
    public static class CodeId implements Serializable {
        private static final long serialVersionUID = 1L;

        @Enumerated(EnumType.STRING)
        Colour colour;

        int number;

        @Override
        public boolean equals(Object other) {
            return other instanceof CodeId that && that.colour == colour && that.number == number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(colour, number);
        }
    }

    @Entity(name = "Code")
    public static class Code {
        @EmbeddedId
        CodeId id;
    }

    @Entity(name = "UsesCode")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class UsesCode {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Code code;
    }

    @Test
    void twoSessionFactoriesOfOneMappingShareEntries() {
        try (Nodes nodes = Nodes.of(Painted.class)) {
            nodes.first().inTransaction(session -> {
                Painted painted = new Painted();
                painted.id = 1L;
                painted.colour = Colour.BLUE;
                session.persist(painted);
            });
            nodes.awaitClocks();
            long sql = nodes.second().sqlStatements();
            nodes.second()
                    .inTransaction(session ->
                            assertThat(session.find(Painted.class, 1L).colour).isEqualTo(Colour.BLUE));
            assertThat(nodes.second().sqlStatements()).isEqualTo(sql);
        }
    }

    @Test
    void anAssociationToAnEntityWithAnEnumInItsIdIsCached() {
        try (Nodes nodes = Nodes.of(Code.class, UsesCode.class)) {
            nodes.first().inTransaction(session -> {
                Code code = new Code();
                code.id = new CodeId();
                code.id.colour = Colour.RED;
                code.id.number = 1;
                session.persist(code);
                UsesCode uses = new UsesCode();
                uses.id = 1L;
                uses.code = code;
                session.persist(uses);
            });
            assertThat(nodes.first().activity().of(Event.NOT_CACHEABLE)).isZero();
            assertThat(nodes.first().activity().of(Event.PUT_STORED)).isEqualTo(1);
        }
    }

    /** A rolling change of the setting. */
    @Test
    void structuredEntriesOnOneNodeOnly() {
        try (Space space = Space.of(Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            try (Node other = Space.builder(TestServers.redis().uri(), Counter.class)
                    .set("hibernate.hbm2ddl.auto", "none")
                    .set("hibernate.cache.use_structured_entries", "true")
                    .start()) {
                Nodes.awaitClocks(other, space.node());
                other.inTransaction(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
                assertThat(other.activity().of(Event.HIT)).isEqualTo(1);
                other.inTransaction(session -> session.find(Counter.class, 1L).amount = 2);
                Nodes.awaitClocks(other, space.node());
                space.node()
                        .inTransaction(session -> assertThat(session.find(Counter.class, 1L).amount)
                                .isEqualTo(2));
            }
        }
    }
}
