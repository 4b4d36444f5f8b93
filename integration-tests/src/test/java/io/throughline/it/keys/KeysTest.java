package io.throughline.it.keys;

import static io.throughline.it.settings.Space.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.settings.Space;
import jakarta.persistence.*;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ids of all kinds: an entry is written in one session, is a hit in the next, is changed there, and has exactly the key that an operator expects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysTest {

    /** What all of them have in common. */
    @MappedSuperclass
    abstract static class Named {
        String name = "new";
    }

    @Entity(name = "ByLong")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByLong extends Named {
        @Id
        Long id;
    }

    @Entity(name = "ByText")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByText extends Named {
        @Id
        @Column(length = 100_000)
        String id;
    }

    @Entity(name = "ByUuid")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByUuid extends Named {
        @Id
        UUID id;
    }

    enum Colour {
        RED,
        GRÜN
    }

    @Entity(name = "ByEnum")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByEnum extends Named {
        @Id
        @Enumerated(EnumType.STRING)
        Colour id;
    }

    @Entity(name = "ByDecimal")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByDecimal extends Named {
        @Id
        @Column(precision = 20, scale = 4)
        BigDecimal id;
    }

    @Entity(name = "ByDate")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByDate extends Named {
        @Id
        @Temporal(TemporalType.TIMESTAMP)
        Date id;
    }

    @Embeddable
    record Place(String street, int number) implements Serializable {}

    @Entity(name = "ByPlace")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByPlace extends Named {
        @EmbeddedId
        Place id;
    }

    record Night(String hotel, LocalDate day) implements Serializable {}

    @Entity(name = "ByNight")
    @IdClass(Night.class)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class ByNight extends Named {
        @Id
        LocalDate day;

        @Id
        String hotel;
    }

    private Space space;

    @BeforeAll
    void start() {
        space = Space.of(
                ByLong.class,
                ByText.class,
                ByUuid.class,
                ByEnum.class,
                ByDecimal.class,
                ByDate.class,
                ByPlace.class,
                ByNight.class);
    }

    @AfterAll
    void stop() {
        space.close();
    }

    @BeforeEach
    void empty() {
        space.node().factory().getSchemaManager().truncateMappedObjects();
        space.redis().keys("*").stream()
                .filter(key -> !key.endsWith("}") && !key.endsWith(":identity"))
                .forEach(key -> space.redis().call("DEL", key));
    }

    @Test
    void numbers() {
        for (long id : new long[] {0, 1, -5, Long.MIN_VALUE}) {
            ByLong entity = new ByLong();
            entity.id = id;
            isCachedUnder(entity, id, of(ByLong.class, "" + id));
        }
        assertThat(space.entryKeys()).hasSize(4);
    }

    /** By 7.4 Hibernate makes it a Long first. */
    @Test
    void anIntegerFindsALong() {
        ByLong entity = new ByLong();
        entity.id = 7L;
        isCachedUnder(entity, 7L, of(ByLong.class, "7"));
        assertThat(space.sql(session -> assertThat(session.find(ByLong.class, (Object) Integer.valueOf(7)).name)
                        .isEqualTo("changed")))
                .isZero();
    }

    @Test
    void texts() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("plain-1_x.y", "plain-1_x.y");
        keys.put("", "");
        keys.put(" ", "%20");
        keys.put("a b", "a%20b");
        keys.put("%", "%25");
        keys.put("%20", "%2520");
        keys.put("{1}", "%7B1%7D");
        keys.put("a:b", "a%3Ab");
        keys.put("é", "%C3%A9");
        keys.put("日本", "%E6%97%A5%E6%9C%AC");
        keys.put("😀", "%F0%9F%98%80");
        keys.put("\t\r\n", "%09%0D%0A");
        keys.put("a,b", "a,b");
        keys.put("(a)", "(a)");
        keys.put("*?[]\\\"'", "*?[]\\\"'");
        keys.put("null", "null");
        keys.put("%-", "%25-");
        keys.forEach((id, text) -> {
            ByText entity = new ByText();
            entity.id = id;
            isCachedUnder(entity, id, of(ByText.class, text));
        });
        assertThat(space.entryKeys()).hasSize(keys.size());
    }

    @Test
    void aTextOf10KilobytesIsHashed() throws Exception {
        for (String id : List.of("x".repeat(10_240), "x".repeat(10_239) + "y")) {
            ByText entity = new ByText();
            entity.id = id;
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
            isCachedUnder(entity, id, of(ByText.class, "%#" + HexFormat.of().formatHex(digest)));
        }
        assertThat(space.entryKeys()).hasSize(2);
    }

    @Test
    void uuids() {
        ByUuid entity = new ByUuid();
        entity.id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        isCachedUnder(entity, entity.id, of(ByUuid.class, "123e4567-e89b-12d3-a456-426614174000"));
    }

    @Test
    void enums() {
        ByEnum entity = new ByEnum();
        entity.id = Colour.RED;
        isCachedUnder(entity, entity.id, of(ByEnum.class, "RED"));
    }

    @Test
    void enumsBeyondAscii() {
        ByEnum entity = new ByEnum();
        entity.id = Colour.GRÜN;
        isCachedUnder(entity, entity.id, of(ByEnum.class, "GR%C3%9CN"));
    }

    /** The column has a scale of its own. */
    @Test
    void decimals() {
        ByDecimal entity = new ByDecimal();
        entity.id = new BigDecimal("1.5");
        isCachedUnder(entity, new BigDecimal("1.50"), of(ByDecimal.class, "1.5"));
    }

    @Test
    void roundDecimalsAreReadable() {
        ByDecimal entity = new ByDecimal();
        entity.id = new BigDecimal("1200");
        isCachedUnder(entity, new BigDecimal("1200"), of(ByDecimal.class, "1200"));
    }

    /**
     * The application looks for a {@code Date}, a query brings a {@code Timestamp}: were these two keys, a change through the one would
     * leave the other's entry stale.
     */
    @Test
    void datesAreOneKeyWhereverTheyComeFrom() {
        Date id = new Date(1_700_000_000_123L);
        space.node().inTransaction(session -> {
            ByDate entity = new ByDate();
            entity.id = id;
            session.persist(entity);
        });
        space.sql(session -> session.find(ByDate.class, id));
        space.sql(session -> session.createQuery("from ByDate", ByDate.class).getSingleResult().name = "changed");
        assertThat(space.entryKeys()).hasSize(1);
        space.sql(session -> assertThat(session.find(ByDate.class, id).name).isEqualTo("changed"));
        space.sql(session -> assertThat(session.find(ByDate.class, new java.sql.Timestamp(id.getTime())).name)
                .isEqualTo("changed"));
        assertThat(space.entryKeys()).hasSize(1);
    }

    /** In the order of the record's components. */
    @Test
    void embeddedIds() {
        for (Map.Entry<Place, String> id : Map.of(
                        new Place("Main, St (1)", 2), "Main%2C%20St%20%281%29,2",
                        new Place("Main", 21), "Main,21",
                        new Place("1,Main", 2), "1%2CMain,2",
                        new Place("", 2), ",2")
                .entrySet()) {
            ByPlace entity = new ByPlace();
            entity.id = id.getKey();
            isCachedUnder(entity, id.getKey(), of(ByPlace.class, id.getValue()));
        }
        assertThat(space.entryKeys()).hasSize(4);
    }

    @Test
    void idClasses() {
        ByNight entity = new ByNight();
        entity.hotel = "Ritz, Paris";
        entity.day = LocalDate.of(2024, 2, 29);
        isCachedUnder(entity, new Night(entity.hotel, entity.day), of(ByNight.class, "Ritz%2C%20Paris,2024-02-29"));
    }

    /** A region is named after its entity if nothing else is said: keys do not repeat it. */
    private static String of(Class<?> entity, String id) {
        return key(entity.getName(), id);
    }

    /** Inserted in one session; a hit, and changed, in a second; the change a hit in a third. */
    private void isCachedUnder(Named entity, Object id, String key) {
        List<String> before = space.entryKeys();
        space.node().inTransaction(session -> session.persist(entity));
        List<String> added = new java.util.ArrayList<>(space.entryKeys());
        added.removeAll(before);
        assertThat(added).containsExactly(key);
        assertThat(space.sql(session ->
                        assertThat(session.find(entity.getClass(), id).name).isEqualTo("new")))
                .as("statements for a hit of %s", id)
                .isZero();
        space.sql(session -> session.find(entity.getClass(), id).name = "changed");
        assertThat(space.sql(session ->
                        assertThat(session.find(entity.getClass(), id).name).isEqualTo("changed")))
                .as("statements for a hit of %s after a change", id)
                .isZero();
    }
}
