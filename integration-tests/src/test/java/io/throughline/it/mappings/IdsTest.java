package io.throughline.it.mappings;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids of several columns, ids taken from another entity, ids made by the database. */
class IdsTest extends MappingTest {

    @Embeddable
    static class Place implements Serializable {
        private static final long serialVersionUID = 1L;
        String town;
        int number;

        Place() {}

        Place(String town, int number) {
            this.town = town;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place that && town.equals(that.town) && number == that.number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(town, number);
        }
    }

    @Entity(name = "House")
    static class House {
        @EmbeddedId
        Place place;

        String owner;
    }

    @Embeddable
    record Night(String hotel, LocalDate day) implements Serializable {}

    @Entity(name = "Booking")
    static class Booking {
        @EmbeddedId
        Night night;

        String guest;
    }

    record SeatId(Suit line, int number) implements Serializable {}

    @Entity(name = "Seat")
    @IdClass(SeatId.class)
    static class Seat {
        @Id
        @Enumerated(EnumType.STRING)
        Suit line;

        @Id
        int number;

        String guest;
    }

    @Entity(name = "Person")
    static class Person extends Row {
        String name;
    }

    @Entity(name = "Passport")
    static class Passport {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Person person;

        String number;
    }

    @Entity(name = "Nickname")
    static class Nickname {
        @Id
        @OneToOne
        Person person;

        String text;
    }

    record CopyId(Long person, int number) implements Serializable {}

    @Entity(name = "Copy")
    @IdClass(CopyId.class)
    static class Copy {
        @Id
        @ManyToOne
        Person person;

        @Id
        int number;

        String text;
    }

    @Embeddable
    record PartId(Long whole, int number) implements Serializable {}

    @Entity(name = "Part")
    static class Part {
        @EmbeddedId
        PartId id;

        @MapsId("whole")
        @ManyToOne
        Person whole;

        String text;
    }

    @Entity(name = "ByUuid")
    static class ByUuid {
        @Id
        @GeneratedValue
        UUID id;

        String text;
    }

    @Entity(name = "Identity")
    static class Identity {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String text;
    }

    @Entity(name = "Sequence")
    static class Sequence {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        int id;

        String text;
    }

    @Entity(name = "ByText")
    static class ByText {
        @Id
        String id;

        String text;
    }

    IdsTest() {
        super(
                House.class,
                Booking.class,
                Seat.class,
                Person.class,
                Passport.class,
                Nickname.class,
                Copy.class,
                Part.class,
                ByUuid.class,
                Identity.class,
                Sequence.class,
                ByText.class);
    }

    private Person person(long id) {
        Person person = new Person();
        person.id = id;
        return person;
    }

    @Test
    void embedded() {
        House house = new House();
        house.place = new Place("Ulm, {a}:b", -1);
        nodes.row(House.class, house.place)
                .inserted(house)
                .updated(row -> row.owner = "o")
                .updated(row -> row.owner = null)
                .deleted();
    }

    @Test
    void embeddedRecord() {
        Booking booking = new Booking();
        booking.night = new Night("Ritz", LocalDate.of(2024, 2, 29));
        nodes.row(Booking.class, booking.night)
                .inserted(booking)
                .updated(row -> row.guest = "g")
                .updated(row -> row.guest = null)
                .deleted();
    }

    @Test
    void idClass() {
        Seat seat = new Seat();
        seat.line = Suit.HEARTS;
        seat.number = 5;
        nodes.row(Seat.class, new SeatId(Suit.HEARTS, 5))
                .inserted(seat)
                .updated(row -> row.guest = "g")
                .updated(row -> row.guest = null)
                .deleted();
    }

    @Test
    void mapsId() {
        Passport passport = new Passport();
        passport.person = person(1);
        nodes.row(Passport.class, 1L)
                .inserted(passport.person, passport)
                .updated(row -> row.number = "n")
                .updated(row -> row.number = null)
                .deleted();
    }

    @Test
    void entityAsId() {
        Nickname nickname = new Nickname();
        nickname.person = person(2);
        nodes.row(Nickname.class, 2L)
                .inserted(nickname.person, nickname)
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void entityAsPartOfAnIdClass() {
        Copy copy = new Copy();
        copy.person = person(3);
        copy.number = 7;
        nodes.row(Copy.class, new CopyId(3L, 7))
                .inserted(copy.person, copy)
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void mapsPartOfAnEmbeddedId() {
        Part part = new Part();
        part.whole = person(4);
        part.id = new PartId(4L, 7);
        nodes.row(Part.class, part.id)
                .inserted(part.whole, part)
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void madeByHibernate() {
        ByUuid entity = new ByUuid();
        nodes.first().inTransaction(session -> session.persist(entity));
        nodes.row(ByUuid.class, entity.id)
                .unchanged()
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void madeByAnIdentityColumn() {
        Identity entity = new Identity();
        nodes.first().inTransaction(session -> session.persist(entity));
        nodes.row(Identity.class, entity.id)
                .unchanged()
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void madeByASequence() {
        Sequence entity = new Sequence();
        nodes.first().inTransaction(session -> session.persist(entity));
        nodes.row(Sequence.class, entity.id)
                .unchanged()
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }

    @Test
    void aLongText() {
        ByText entity = new ByText();
        entity.id = "ü".repeat(200);
        nodes.row(ByText.class, entity.id)
                .inserted(entity)
                .updated(row -> row.text = "t")
                .updated(row -> row.text = null)
                .deleted();
    }
}
