package io.throughline.codec;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
import java.time.*;
import java.util.*;

/** One or more of every JDK type that a body may hold. */
final class JdkValues {

    private JdkValues() {}

    static List<Object> all() {
        try {
            List<Object> values = new ArrayList<>();
            values.addAll(numbersAndTexts());
            values.addAll(arrays());
            values.addAll(times());
            values.addAll(places());
            values.addAll(collections());
            return values;
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> numbersAndTexts() {
        return List.of(
                1,
                Integer.MIN_VALUE,
                2L,
                Long.MIN_VALUE,
                (short) -3,
                (byte) -4,
                1.5f,
                -2.5,
                Double.NaN,
                'x',
                '\uffff',
                true,
                false,
                "",
                "text",
                "日本 😀",
                "x".repeat(3000),
                BigInteger.ONE.shiftLeft(200).negate(),
                new BigDecimal("-123.4500"),
                new BigDecimal("1E+30"),
                new UUID(-1, 5),
                bits(0, 63, 64, 200));
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        Arrays.stream(set).forEach(bits::set);
        return bits;
    }

    private static List<Object> arrays() {
        return List.of(
                new Object[] {1, "a", null, new Object[] {2L}},
                new Serializable[] {1, "a", null},
                new byte[] {-1, 0, 1},
                new byte[0],
                new char[] {'a', 'é'},
                new short[] {-1, 1},
                new int[] {Integer.MIN_VALUE, 1},
                new long[] {Long.MAX_VALUE, -1},
                new float[] {1.5f},
                new double[] {Double.MIN_VALUE},
                new boolean[] {true, false},
                new String[] {"a", null, ""},
                new Byte[] {1, null},
                new Character[] {'a', null},
                new Short[] {1, null},
                new Integer[] {1, null},
                new Long[] {1L, null},
                new Float[] {1f, null},
                new Double[] {1d, null},
                new Boolean[] {true, null});
    }

    private static List<Object> times() {
        Instant moment = Instant.parse("2024-02-29T12:34:56.123456789Z");
        Timestamp timestamp = Timestamp.from(moment);
        return List.of(
                moment,
                Instant.parse("-0400-01-01T00:00:00.000000001Z"),
                LocalDate.of(-5, 2, 1),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4),
                moment.atOffset(ZoneOffset.ofHoursMinutes(-7, -30)),
                OffsetTime.of(1, 2, 3, 4, ZoneOffset.MAX),
                moment.atZone(ZoneId.of("Europe/Berlin")),
                moment.atZone(ZoneOffset.UTC),
                Year.of(2024),
                YearMonth.of(2024, 2),
                MonthDay.of(2, 29),
                Duration.ofSeconds(-5, 6),
                Period.of(1, -2, 3),
                ZoneOffset.ofHours(14),
                ZoneId.of("Asia/Tokyo"),
                new Date(-5),
                java.sql.Date.valueOf("2024-02-29"),
                java.sql.Time.valueOf("01:02:03"),
                timestamp,
                new GregorianCalendar(TimeZone.getTimeZone("America/New_York"), Locale.US),
                TimeZone.getTimeZone("Europe/Paris"),
                DayOfWeek.SUNDAY,
                Month.FEBRUARY);
    }

    private static List<Object> places() throws java.io.IOException {
        return List.of(
                Locale.forLanguageTag("zh-Hant-TW"),
                Locale.ROOT,
                Currency.getInstance("EUR"),
                new URL("https://example.org/a?b#c"),
                URI.create("urn:isbn:123"),
                InetAddress.getByAddress(new byte[] {10, 0, 0, 1}),
                InetAddress.getByAddress(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
    }

    private static List<Object> collections() {
        return List.of(
                new ArrayList<>(Arrays.asList(1, null, "a")),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new HashSet<>(Set.of("a", "b")),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1L)))),
                new TreeSet<>(Set.of(3, 1, 2)),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                List.of(),
                List.of(1),
                List.of(1, 2),
                List.of(1, 2, 3),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, "a"),
                Map.of(1, "a", 2, "b"),
                Arrays.asList(1, null),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap());
    }
}
