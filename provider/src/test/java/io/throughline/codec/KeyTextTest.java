package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {

    private static final String PRINTABLE = "[!-z|~]+"; // no blanks, no braces, nothing beyond ASCII

    private enum Plain {
        RED,
        GRÜN
    }

    // texts

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "abc",
                "A-b_c.d",
                "user@example.org",
                "a/b?c=d&e",
                "#*!'\"\\[]^`|~;<>$+",
                "a,b",
                "(a)",
                "-",
                "u"
            })
    void whatIsPlainStaysAsItIs(String text) {
        assertThat(KeyText.id(text)).isEqualTo(text);
        assertThat(KeyText.name(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%|%25",
                "{a}|%7Ba%7D",
                "a:b|a%3Ab",
                "`a b`|a%20b",
                "` `|%20",
                "é|%C3%A9",
                "日本|%E6%97%A5%E6%9C%AC",
                "😀|%F0%9F%98%80",
                "%41|%2541"
            })
    void theRestIsPercentEncoded(String text, String expected) {
        assertThat(KeyText.id(text)).isEqualTo(expected);
        assertThat(KeyText.name(text)).isEqualTo(expected);
    }

    @Test
    void controlsAreEncoded() {
        assertThat(KeyText.id("\u0000\t\r\n\u001f\u007f\u0085")).isEqualTo("%00%09%0D%0A%1F%7F%C2%85");
    }

    @Test
    void loneSurrogatesAreToldApart() {
        assertThat(KeyText.id("\ud800")).isEqualTo("%uD800");
        assertThat(KeyText.id("\udc00a")).isEqualTo("%uDC00a");
        assertThat(KeyText.id("\udc00\ud800")).isEqualTo("%uDC00%uD800");
        assertThat(KeyText.id("\ud800")).isNotEqualTo(KeyText.id("?")).isNotEqualTo(KeyText.id("%uD800"));
    }

    @Test
    void emptyIsNotNull() {
        assertThat(KeyText.id("")).isEmpty();
        assertThat(KeyText.id(new Object[] {null})).isEqualTo("%-");
        assertThat(KeyText.id("%-")).isEqualTo("%25-");
        assertThat(KeyText.id("null")).isEqualTo("null");
    }

    @Test
    void charactersAreTexts() {
        assertThat(KeyText.id('a')).isEqualTo("a");
        assertThat(KeyText.id('{')).isEqualTo("%7B");
        assertThat(KeyText.id(new StringBuilder("a b"))).isEqualTo("a%20b");
    }

    // composites

    @Test
    void partsAreJoinedByCommasAndInnerOnesPutInParentheses() {
        assertThat(id(1L, "a")).isEqualTo("1,a");
        assertThat(id(1L, new Object[] {2, "x"}, "a")).isEqualTo("1,(2,x),a");
        assertThat(id(new Object[] {new Object[] {1}, 2}, 3)).isEqualTo("((1),2),3");
    }

    @Test
    void commasAndParenthesesWithinPartsAreEncoded() {
        assertThat(id("a,b", "c")).isEqualTo("a%2Cb,c");
        assertThat(id("(a)", "c")).isEqualTo("%28a%29,c");
        assertThat(id("a", "b,c")).isNotEqualTo(id("a,b", "c"));
        assertThat(id(new Object[] {"a", "b"}, "c")).isNotEqualTo(id("(a,b)", "c"));
    }

    @Test
    void emptyAndNullPartsAreToldApart() {
        assertThat(List.of(
                        id("", ""),
                        id(null, ""),
                        id("", null),
                        id(null, null),
                        id("%-", ""),
                        id("", "%-"),
                        id("a", "")))
                .doesNotHaveDuplicates()
                .contains("%-,%-", ",");
    }

    @Test
    void nestingIsToldApart() {
        assertThat(List.of(id(new Object[] {1, 2}, 3), id(1, new Object[] {2, 3}), id(1, 2, 3), id((Object)
                        new Object[] {1, 2, 3})))
                .doesNotHaveDuplicates();
    }

    /** An array of texts may be a natural id, or a part of an id: its length is not the mapping's. */
    @Test
    void arraysOfDifferentLengthsAreToldApart() {
        assertThat(KeyText.id(new String[] {})).isNotEqualTo(KeyText.id(new String[] {""}));
        assertThat(id(new String[] {}, 1)).isNotEqualTo(id(new String[] {""}, 1));
        assertThat(id(new String[] {"a"}, 1)).isNotEqualTo(id(new String[] {"a", ""}, 1));
    }

    // values

    @Test
    void equalNumbersOfDifferentTypesAreTheSame() {
        assertThat(List.of(
                        (byte) 7, (short) 7, 7, 7L, BigInteger.valueOf(7), new BigDecimal("7.00"), new BigDecimal("7")))
                .extracting(KeyText::id)
                .containsOnly("7");
        assertThat(List.of(100L, BigInteger.valueOf(100), new BigDecimal("100"), new BigDecimal("1E+2")))
                .extracting(KeyText::id)
                .containsOnly("100");
        assertThat(KeyText.id(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(KeyText.id(-1)).isNotEqualTo(KeyText.id(1));
    }

    @Test
    void scaleMeansNothing() {
        assertThat(KeyText.id(new BigDecimal("1.50"))).isEqualTo(KeyText.id(new BigDecimal("1.5")));
        assertThat(KeyText.id(new BigDecimal("0.00"))).isEqualTo(KeyText.id(BigDecimal.ZERO));
        assertThat(KeyText.id(new BigDecimal("1E+3"))).isEqualTo(KeyText.id(new BigDecimal("1000.0")));
        assertThat(KeyText.id(new BigDecimal("1.5"))).isNotEqualTo(KeyText.id(new BigDecimal("15")));
        assertThat(KeyText.id(new BigDecimal("1E+1000000"))).hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void uuidsBooleansAndFractionsAreReadable() {
        UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        assertThat(KeyText.id(uuid)).isEqualTo(uuid.toString());
        assertThat(KeyText.id(true)).isEqualTo("true");
        assertThat(KeyText.id(-0.5)).isEqualTo("-0.5");
        assertThat(KeyText.id(Locale.GERMANY)).isEqualTo("de_DE");
    }

    @Test
    void bytesAreHexadecimal() {
        assertThat(KeyText.id(new byte[] {0, 1, (byte) 0xff})).isEqualTo("0001FF");
        assertThat(id(new byte[] {1}, new byte[] {2})).isEqualTo("01,02");
        assertThat(KeyText.id(new byte[] {})).isEmpty();
    }

    @Test
    void primitiveArraysAreToldApart() {
        assertThat(List.of(
                        KeyText.id(new int[] {1, 23}),
                        KeyText.id(new int[] {12, 3}),
                        KeyText.id(new int[] {123}),
                        KeyText.id(new char[] {'a', ' ', 'b'}),
                        KeyText.id(new char[] {'a', 'b'})))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches(PRINTABLE));
    }

    @Test
    void enumsGoByName() {
        assertThat(KeyText.id(Plain.RED)).isEqualTo("RED");
        assertThat(KeyText.id(Plain.GRÜN)).isEqualTo("GR%C3%9CN");
    }

    @Test
    void datesWithoutZoneAreReadable() {
        assertThat(KeyText.id(LocalDate.of(2024, 2, 29))).isEqualTo("2024-02-29");
        assertThat(KeyText.id(LocalDateTime.of(2024, 2, 29, 1, 2, 3))).isEqualTo("2024-02-29T01%3A02%3A03");
        assertThat(KeyText.id(LocalTime.of(1, 2))).isEqualTo("01%3A02");
        assertThat(KeyText.id(Year.of(2024))).isEqualTo("2024");
        assertThat(KeyText.id(YearMonth.of(2024, 2))).isEqualTo("2024-02");
        assertThat(KeyText.id(OffsetTime.of(1, 2, 3, 0, ZoneOffset.UTC))).isEqualTo("01%3A02%3A03Z");
        assertThat(KeyText.id(LocalDate.of(12024, 2, 29))).isEqualTo("+12024-02-29");
    }

    /** What the database gives back for a moment may carry another zone than what was asked for. */
    @Test
    void aMomentIsTheSameInEveryZone() {
        Instant moment = Instant.parse("2024-02-29T12:00:00.123456789Z");
        assertThat(List.<Object>of(
                        moment,
                        moment.atOffset(ZoneOffset.ofHours(5)),
                        moment.atZone(ZoneId.of("Asia/Tokyo")),
                        OffsetDateTime.ofInstant(moment, ZoneOffset.UTC),
                        ZonedDateTime.ofInstant(moment, ZoneId.of("Europe/Berlin"))))
                .extracting(KeyText::id)
                .containsOnly("2024-02-29T12%3A00%3A00.123456789Z");
    }

    @Test
    void calendarsAreMoments() {
        Calendar tokyo = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        tokyo.setTimeInMillis(1_700_000_000_123L);
        Calendar utc = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        utc.setTimeInMillis(1_700_000_000_123L);
        assertThat(KeyText.id(tokyo)).isEqualTo(KeyText.id(utc));
    }

    /** {@code java.util.Date} is what the application has in its hands, {@code Timestamp} what JDBC gives back: equal ids. */
    @Test
    void aDateIsTheSameAsATimestampOrACalendarOfThatMillisecond() {
        Date date = new Date(1_700_000_000_123L);
        Calendar calendar = new GregorianCalendar();
        calendar.setTime(date);
        assertThat(KeyText.id(new java.sql.Timestamp(date.getTime()))).isEqualTo(KeyText.id(date));
        assertThat(KeyText.id(calendar)).isEqualTo(KeyText.id(date));
    }

    @Test
    void nanosecondsOfTimestampsCount() {
        java.sql.Timestamp a = java.sql.Timestamp.from(Instant.ofEpochSecond(1, 1));
        java.sql.Timestamp b = java.sql.Timestamp.from(Instant.ofEpochSecond(1, 2));
        assertThat(KeyText.id(a)).isNotEqualTo(KeyText.id(b));
    }

    /** An address that was looked up by name equals the one that comes back from the database. */
    @Test
    void addressesAreTheSameWithAndWithoutTheirName() throws Exception {
        InetAddress named = InetAddress.getByAddress("somewhere", new byte[] {10, 0, 0, 1});
        InetAddress bare = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        assertThat(named).isEqualTo(bare);
        assertThat(KeyText.id(named)).isEqualTo(KeyText.id(bare));
    }

    // what is too long, and what is refused

    @Test
    void upTo128LettersAreReadableAndMoreAreHashed() {
        String longest = "x".repeat(128);
        assertThat(KeyText.id(longest)).isEqualTo(longest);
        assertThat(KeyText.id(longest + "x")).matches("%#[0-9a-f]{64}").isNotEqualTo(KeyText.id(longest + "y"));
        assertThat(KeyText.id("é".repeat(22))).startsWith("%#");
        assertThat(id("x".repeat(64), "y".repeat(64)))
                .startsWith("%#")
                .isNotEqualTo(id("x".repeat(65), "y".repeat(63)));
    }

    @Test
    void aTextThatLooksLikeAHashIsNone() {
        String hash = KeyText.id("x".repeat(1000));
        assertThat(KeyText.id(hash)).isEqualTo("%25" + hash.substring(1)).isNotEqualTo(hash);
    }

    @ParameterizedTest
    @MethodSource("withoutCertainText")
    void whatHasNoCertainTextIsRefusedByName(Object id) {
        assertThatThrownBy(() -> KeyText.id(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(id.getClass().getName());
        assertThatThrownBy(() -> id(1, id)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The text of an object may be its address, that of a list does not tell where an element ends. */
    static List<Object> withoutCertainText() {
        return List.of(new KeyTextTest(), new Object(), List.of("a, b"), new Exception("x"));
    }

    private static String id(Object... parts) {
        return KeyText.id(parts);
    }
}
