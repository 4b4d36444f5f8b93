package io.throughline.it.mappings;

import jakarta.persistence.Entity;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneColumn;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.SqlTypes;

/** Values of the precision that PostgreSQL keeps. */
@Entity
@SuppressWarnings("deprecation") // JPA 3.2 deprecates @Temporal, with what it is for
class Times extends Row {
    Instant instant;
    LocalDate localDate;
    LocalTime timeOfDay;
    LocalDateTime localDateTime;
    OffsetDateTime offsetDateTime;
    OffsetTime offsetTime;
    ZonedDateTime zonedDateTime;

    @TimeZoneStorage(TimeZoneStorageType.COLUMN)
    @TimeZoneColumn(name = "offset_column")
    OffsetDateTime offsetInColumn;

    @TimeZoneStorage(TimeZoneStorageType.COLUMN)
    @TimeZoneColumn(name = "zone_column")
    ZonedDateTime zoneInColumn;

    @TimeZoneStorage(TimeZoneStorageType.NORMALIZE)
    ZonedDateTime normalized;

    @TimeZoneStorage(TimeZoneStorageType.NORMALIZE_UTC)
    OffsetDateTime normalizedUtc;

    Duration duration;

    @JdbcTypeCode(SqlTypes.INTERVAL_SECOND)
    Duration seconds;

    Year year;
    ZoneId zoneId;
    ZoneOffset zoneOffset;
    TimeZone timeZone;
    Timestamp timestamp;
    java.sql.Date sqlDate;
    java.sql.Time sqlTime;

    @Temporal(TemporalType.TIMESTAMP)
    Date utilDate;

    @Temporal(TemporalType.DATE)
    Date utilDay;

    @Temporal(TemporalType.TIME)
    Date utilTime;

    @Temporal(TemporalType.TIMESTAMP)
    Calendar calendar;

    @Temporal(TemporalType.DATE)
    Calendar calendarDay;

    @JdbcTypeCode(SqlTypes.BIGINT)
    Duration nanos;

    static Basics basics() {
        return Basics.of(Times.class)
                .with("instant", Instant.parse("2024-02-29T12:34:56.123456Z"), Instant.parse("1815-06-18T11:30:00Z"))
                .with("localDate", LocalDate.of(2024, 2, 29), LocalDate.of(1582, 10, 4))
                .with("timeOfDay", LocalTime.of(23, 59, 59), LocalTime.MIDNIGHT)
                .with("localDateTime", LocalDateTime.of(2024, 3, 31, 2, 30), LocalDateTime.of(1900, 1, 1, 0, 0))
                .with("offsetDateTime", OffsetDateTime.parse("2024-02-29T12:34:56.123456Z"), utc("1999-12-31T23:59Z"))
                .with("offsetTime", OffsetTime.parse("12:34:56Z"), OffsetTime.parse("00:00:01Z"))
                .with(
                        "zonedDateTime",
                        ZonedDateTime.parse("2024-02-29T12:34:56Z"),
                        utc("1999-12-31T23:59Z").toZonedDateTime())
                .with("offsetInColumn", utc("2024-02-29T12:34:56+05:30"), utc("2024-02-29T12:34:56-08:00"))
                .with(
                        "zoneInColumn",
                        utc("2024-02-29T12:34:56+05:30").toZonedDateTime(),
                        utc("2024-02-29T12:34:56Z").toZonedDateTime())
                .with("normalized", at("2024-02-29T12:34:56Z"), at("2024-06-29T12:34:56Z"))
                .with("normalizedUtc", utc("2024-02-29T12:34:56Z"), utc("2024-06-29T12:34:56Z"))
                .with("duration", Duration.ofDays(400).plusNanos(1), Duration.ofSeconds(-1))
                .with("seconds", Duration.ofHours(5).plusMillis(250), Duration.ofSeconds(-1))
                .with("year", Year.of(2024), Year.of(-44))
                .with("zoneId", ZoneId.of("Europe/Paris"), ZoneId.of("Asia/Kolkata"))
                .with("zoneOffset", ZoneOffset.ofHoursMinutes(5, 30), ZoneOffset.UTC)
                .with("timeZone", TimeZone.getTimeZone("Europe/Paris"), TimeZone.getTimeZone("UTC"))
                .with("timestamp", Timestamp.valueOf("2024-02-29 12:34:56.123456"), new Timestamp(0))
                .with("sqlDate", java.sql.Date.valueOf("2024-02-29"), java.sql.Date.valueOf("1900-01-01"))
                .with("sqlTime", java.sql.Time.valueOf("12:34:56"), java.sql.Time.valueOf("00:00:01"))
                .with("utilDate", Timestamp.valueOf("2024-02-29 12:34:56.123"), new Timestamp(0))
                .with("utilDay", java.sql.Date.valueOf("2024-02-29"), java.sql.Date.valueOf("1900-01-01"))
                .with("utilTime", java.sql.Time.valueOf("12:34:56"), java.sql.Time.valueOf("00:00:01"))
                .with("calendar", calendar(1_700_000_000_123L), calendar(0))
                .with("calendarDay", day("2024-02-29"), day("1900-01-01"))
                .with("nanos", Duration.ofDays(4).plusNanos(1), Duration.ZERO);
    }

    private static OffsetDateTime utc(String text) {
        return OffsetDateTime.parse(text);
    }

    private static ZonedDateTime at(String text) {
        return Instant.parse(text).atZone(ZoneId.systemDefault());
    }

    private static Calendar calendar(long millis) {
        Calendar calendar = Calendar.getInstance();
        calendar.setTimeInMillis(millis);
        return calendar;
    }

    private static Calendar day(String text) {
        return calendar(java.sql.Date.valueOf(text).getTime());
    }
}
