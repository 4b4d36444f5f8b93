package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.Test;

/** Found by natural ids: of one attribute and of several, that can change and that cannot. */
class NaturalIdsTest extends MappingTest {

    @Entity(name = "Fixed")
    @NaturalIdCache
    static class Fixed extends Row {
        @NaturalId
        String code;

        String name;
    }

    @Entity(name = "Changing")
    @NaturalIdCache
    static class Changing extends Row {
        @NaturalId(mutable = true)
        UUID code;

        String name;
    }

    @Entity(name = "OfTwo")
    @NaturalIdCache
    static class OfTwo extends Row {
        @NaturalId(mutable = true)
        String code;

        @NaturalId(mutable = true)
        @Enumerated(EnumType.STRING)
        Suit suit;

        String name;
    }

    NaturalIdsTest() {
        super(Fixed.class, Changing.class, OfTwo.class);
    }

    @Test
    void thatCannotChange() {
        Fixed entity = new Fixed();
        entity.id = 1L;
        entity.code = "a: {b}, ü";
        Life<Fixed> life = nodes.row(Fixed.class, 1L)
                .foundBy(session -> session.bySimpleNaturalId(Fixed.class).load(entity.code))
                .inserted(entity)
                .updated(row -> row.name = "n")
                .updated(row -> row.name = null);
        life.deleted();
    }

    @Test
    void thatCanChange() {
        Changing entity = new Changing();
        entity.id = 1L;
        entity.code = new UUID(1, 2);
        UUID other = new UUID(3, 4);
        Life<Changing> life = nodes.row(Changing.class, 1L)
                .foundBy(session -> by(session, entity.code))
                .inserted(entity)
                .updated(row -> row.name = "n")
                .foundBy(session -> by(session, other))
                .updated(row -> row.code = other);
        nodes.second()
                .inTransaction(
                        session -> assertThat(by(session, new UUID(1, 2))).isNull());
        life.updated(row -> row.name = null).deleted();
    }

    private static Changing by(Session session, UUID code) {
        return session.bySimpleNaturalId(Changing.class).load(code);
    }

    @Test
    void ofSeveralAttributes() {
        OfTwo entity = new OfTwo();
        entity.id = 1L;
        entity.code = "a";
        entity.suit = Suit.HEARTS;
        Life<OfTwo> life = nodes.row(OfTwo.class, 1L)
                .foundBy(session -> by(session, "a", Suit.HEARTS))
                .inserted(entity)
                .updated(row -> row.name = "n")
                .foundBy(session -> by(session, "a", Suit.CLUBS))
                .updated(row -> row.suit = Suit.CLUBS);
        nodes.second()
                .inTransaction(
                        session -> assertThat(by(session, "a", Suit.HEARTS)).isNull());
        life.updated(row -> row.name = null).deleted();
    }

    private static OfTwo by(Session session, String code, Suit suit) {
        return session.byNaturalId(OfTwo.class)
                .using(Map.of("code", code, "suit", suit))
                .load();
    }
}
