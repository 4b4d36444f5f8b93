package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order that put.lua finds, byte by byte, is the versions' own. */
class VersionBytesTest {

    private static final Instant EPOCH = Instant.EPOCH;

    static List<List<?>> ascending() {
        List<Instant> moments = List.of(
                Instant.parse("-0400-01-01T00:00:00Z"),
                EPOCH.minusSeconds(86_400),
                EPOCH.minusSeconds(1),
                EPOCH.minusNanos(1),
                EPOCH,
                EPOCH.plusNanos(1),
                EPOCH.plusNanos(256),
                EPOCH.plusMillis(999),
                EPOCH.plusSeconds(1),
                Instant.parse("2024-02-29T12:00:00.000000001Z"),
                Instant.parse("2024-02-29T12:00:00.999999999Z"),
                Instant.parse("9999-12-31T23:59:59Z"));
        return List.of(
                List.of(Long.MIN_VALUE, -256L, -1L, 0L, 1L, 127L, 128L, 255L, 256L, 65_536L, 1L << 40, Long.MAX_VALUE),
                List.of(Integer.MIN_VALUE, -1, 0, 1, 255, 256, Integer.MAX_VALUE),
                List.of(Short.MIN_VALUE, (short) -1, (short) 0, (short) 255, (short) 256, Short.MAX_VALUE),
                List.of(Byte.MIN_VALUE, (byte) -1, (byte) 0, Byte.MAX_VALUE),
                moments,
                moments.stream()
                        .map(moment -> moment.atOffset(ZoneOffset.ofHours(-7)))
                        .toList(),
                moments.stream()
                        .map(moment -> moment.atZone(ZoneId.of("Asia/Tokyo")))
                        .toList(),
                moments.stream()
                        .map(moment -> LocalDateTime.ofInstant(moment, ZoneOffset.UTC))
                        .toList(),
                moments.stream().map(Timestamp::from).toList(),
                moments.stream().map(Date::from).distinct().toList(),
                moments.stream().map(VersionBytesTest::calendar).distinct().toList(),
                List.of(
                        new byte[] {},
                        new byte[] {0},
                        new byte[] {0, 0},
                        new byte[] {0, 1},
                        new byte[] {1},
                        new byte[] {127, -1},
                        new byte[] {-128},
                        new byte[] {-1}));
    }

    @ParameterizedTest
    @MethodSource("ascending")
    void bytesAreOrderedAsVersionsAre(List<?> versions) {
        for (int i = 1; i < versions.size(); i++) {
            byte[] older = VersionBytes.of(versions.get(i - 1));
            byte[] newer = VersionBytes.of(versions.get(i));
            assertThat(Arrays.compareUnsigned(older, newer))
                    .as("%s before %s", versions.get(i - 1), versions.get(i))
                    .isNegative();
            assertThat(newer[0]).as("one kind").isEqualTo(older[0]);
        }
    }

    @Test
    void oneNumberHasOneForm() {
        assertThat(VersionBytes.of(7L))
                .isEqualTo(VersionBytes.of(7))
                .isEqualTo(VersionBytes.of((short) 7))
                .isEqualTo(VersionBytes.of((byte) 7));
    }

    @Test
    void oneMomentHasOneForm() {
        Instant moment = Instant.parse("1969-12-31T23:59:59.123Z");
        assertThat(VersionBytes.of(moment))
                .isEqualTo(VersionBytes.of(moment.atOffset(ZoneOffset.ofHours(3))))
                .isEqualTo(VersionBytes.of(moment.atZone(ZoneId.of("Europe/Berlin"))))
                .isEqualTo(VersionBytes.of(Timestamp.from(moment)))
                .isEqualTo(VersionBytes.of(Date.from(moment)))
                .isEqualTo(VersionBytes.of(calendar(moment)));
    }

    @Test
    void kindsAreToldApart() {
        assertThat(List.of(
                        VersionBytes.of(1)[0],
                        VersionBytes.of(EPOCH)[0],
                        VersionBytes.of(LocalDateTime.of(1970, 1, 1, 0, 0))[0],
                        VersionBytes.of(new byte[] {1})[0]))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatHasNoKnownOrderCountsAsNone() {
        assertThat(VersionBytes.of(null)).isEmpty();
        assertThat(VersionBytes.of("7")).isEmpty();
        assertThat(VersionBytes.of(1.5)).isEmpty();
    }

    /** Dates of SQL do not turn into instants by themselves. */
    @Test
    void datesOfSqlAreVersionsToo() {
        assertThat(VersionBytes.of(new java.sql.Date(5))).isEqualTo(VersionBytes.of(Instant.ofEpochMilli(5)));
    }

    private static Calendar calendar(Instant moment) {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("America/New_York"));
        calendar.setTimeInMillis(moment.toEpochMilli());
        return calendar;
    }
}
