package io.throughline.it.golden;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An attribute of each kind. No value depends on the zone in which the tests run. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Specimen {

    enum Kind {
        FOUND,
        BOUGHT
    }

    record Place(String name, Kind kind, List<Integer> depths) implements Serializable {}

    @Embeddable
    static class Size {
        int height;
        Integer width;
    }

    @Id
    Long id;

    @Version
    Integer version;

    boolean aBoolean = true;
    byte aByte = -7;
    short aShort = -300;
    int anInt = 70_000;
    long aLong = -5_000_000_000L;
    float aFloat = 1.5f;
    double aDouble = -0.1;
    char aChar = '\u20ac';

    char[] chars = {'a', '\u20ac'};
    short[] shorts = {1, -2};
    int[] ints = {1, -2};
    long[] longs = {1, -2};
    float[] floats = {1, -2};
    double[] doubles = {1, -2};
    boolean[] booleans = {true, false};
    String[] strings = {"a", "b"};
    Integer[] integers = {1, 2};
    BigDecimal bigDecimal;
    BigInteger bigInteger;
    byte[] bytes;
    Currency currency;
    Duration duration;
    Instant instant;

    @JdbcTypeCode(SqlTypes.VARBINARY)
    InetAddress address;

    @Enumerated(EnumType.STRING)
    Kind kind;

    LocalDate day;
    LocalDateTime dateAndTime;
    LocalTime timeOfDay;
    Locale locale;

    @Convert(converter = ShelfMark.AsText.class)
    ShelfMark mark;

    String nothing;
    OffsetDateTime offsetDateTime;

    @Column(length = 20_000)
    ArrayList<Serializable> others;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> parts;

    @JdbcTypeCode(SqlTypes.JSON)
    Place place;

    Size size = new Size();
    String text;

    @Column(length = 10_000)
    String longText;

    TimeZone timeZone;
    Timestamp momentInSql;
    UUID uuid;

    @ManyToOne(fetch = FetchType.LAZY)
    Keeper whose;

    Year inYear;
    ZoneId zoneId;
    ZoneOffset zoneOffset;

    static Specimen of(long id, Keeper whose) {
        Specimen specimen = new Specimen();
        specimen.id = id;
        specimen.bigDecimal = new BigDecimal("-1234567890.12");
        specimen.bigInteger = new BigInteger("-123456789012345");
        specimen.bytes = new byte[] {0, -1, 127, -128};
        specimen.currency = Currency.getInstance("EUR");
        specimen.duration = Duration.ofSeconds(90_061, 5_000);
        specimen.instant = Instant.parse("1969-12-31T23:59:59.123456Z");
        specimen.address = address("2001:db8::1");
        specimen.kind = Kind.BOUGHT;
        specimen.day = LocalDate.of(2024, 2, 29);
        specimen.dateAndTime = LocalDateTime.of(1899, 12, 31, 23, 59, 58, 123_456_000);
        specimen.timeOfDay = LocalTime.of(7, 30);
        specimen.locale = Locale.forLanguageTag("sr-Latn-RS");
        specimen.mark = new ShelfMark("B", 12);
        specimen.offsetDateTime = OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 0, ZoneOffset.UTC);
        specimen.others = OtherValues.all();
        specimen.parts = Map.of("legs", List.of(6, "six", Map.of("left", true)));
        specimen.place = new Place("Kiel", Kind.FOUND, List.of(3, 40));
        specimen.size.height = 12;
        specimen.text = "K\u00e4fer \u20ac \ud83d\ude00";
        specimen.longText = "Found under a stone. ".repeat(30);
        specimen.timeZone = TimeZone.getTimeZone("Europe/Paris");
        specimen.momentInSql = Timestamp.from(Instant.parse("2024-02-29T12:34:56.123456Z"));
        specimen.uuid = UUID.fromString("0b5e7c5a-4f0e-4d5f-9a3c-2f6f9f1d7e11");
        specimen.whose = whose;
        specimen.inYear = Year.of(1999);
        specimen.zoneId = ZoneId.of("America/New_York");
        specimen.zoneOffset = ZoneOffset.ofHoursMinutes(5, 45);
        return specimen;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
