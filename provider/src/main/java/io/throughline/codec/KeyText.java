package io.throughline.codec;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How names and ids are written in a Redis key: in printable ASCII, readable, and so that different names and ids have different texts.
 *
 * <p>{@code % { } :}, blanks, control characters and everything beyond ASCII are percent-encoded, byte by byte of their UTF-8. The parts of a composite
 * id are joined by commas, with inner composites in parentheses; these characters are encoded within the parts. Escapes that are not hexadecimal
 * numbers stand for what no text can be: {@code %-} is null, {@code %()} no parts, {@code %u} half a surrogate pair, {@code %#} the
 * hash of something too long. An id is written the same way whatever its Java type: 1 as an Integer and as a Long.
 */
public final class KeyText {

    private static final int LONGEST_ID = 128;
    private static final int NANOS_A_MILLI = 1_000_000;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private KeyText() {}

    /** A namespace, region, role or tenant. */
    public static String name(String name) {
        return encode(name, "");
    }

    /**
     * An id as Hibernate disassembles it: a value, or an array of them, nested or not.
     *
     * @throws IllegalArgumentException if a part is of a type that has no unambiguous text; the message names the class
     */
    public static String id(Object id) {
        String text = id instanceof Object[] parts ? joined(parts) : value(id, "");
        return text.length() <= LONGEST_ID ? text : "%#" + sha256(text);
    }

    private static String joined(Object[] parts) {
        StringBuilder out = new StringBuilder();
        join(out, parts);
        return out.toString();
    }

    private static void join(StringBuilder out, Object[] parts) {
        if (parts.length == 0) {
            out.append("%()");
        }
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            if (parts[i] instanceof Object[] inner) {
                out.append('(');
                join(out, inner);
                out.append(')');
            } else {
                out.append(value(parts[i], ",()"));
            }
        }
    }

    private static String value(@Nullable Object value, String special) {
        if (value == null) {
            return "%-";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal(decimal.stripTrailingZeros()); // 1.0 and 1.00 are equal ids
        }
        if (value instanceof byte[] bytes) {
            return HEX.formatHex(bytes);
        }
        if (value instanceof Number || value instanceof UUID || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof CharSequence || value instanceof Character) {
            return encode(value.toString(), special);
        }
        if (value instanceof Enum<?> constant) {
            return encode(constant.name(), special);
        }
        if (value instanceof Date || value instanceof Calendar || value instanceof Temporal) {
            return encode(time(value), special);
        }
        if (value.getClass().isArray()) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < Array.getLength(value); i++) {
                out.append(i == 0 ? "" : " ").append(Array.get(value, i));
            }
            return encode(out.toString(), special);
        }
        if (value instanceof InetAddress address) {
            return encode(address.getHostAddress(), special); // an address is equal with and without its name
        }
        if (value instanceof TimeZone zone) {
            return encode(zone.getID(), special);
        }
        if (value instanceof Locale
                || value instanceof Currency
                || value instanceof ZoneId
                || value instanceof URI
                || value instanceof URL
                || value instanceof TemporalAmount
                || value instanceof MonthDay) {
            return encode(value.toString(), special);
        }
        throw new IllegalArgumentException(
                "an id of the type " + value.getClass().getName() + " cannot be written as a Redis key");
    }

    private static String decimal(BigDecimal stripped) {
        return Math.abs((long) stripped.scale()) <= LONGEST_ID ? stripped.toPlainString() : stripped.toString();
    }

    private static String time(Object value) {
        if (value instanceof Timestamp timestamp && timestamp.getNanos() % NANOS_A_MILLI != 0) {
            return timestamp.getTime() + "." + String.format(Locale.ROOT, "%06d", timestamp.getNanos() % NANOS_A_MILLI);
        }
        if (value instanceof Date date) {
            return Long.toString(date.getTime());
        }
        if (value instanceof Calendar calendar) {
            return Long.toString(calendar.getTimeInMillis());
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant().toString();
        }
        return value.toString();
    }

    private static String encode(String text, String special) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            boolean plain =
                    c > ' ' && c < 0x7f && c != '%' && c != '{' && c != '}' && c != ':' && special.indexOf(c) < 0;
            if (!plain && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                if (plain) {
                    out.append((char) c);
                } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    out.append("%u").append(HEX.toHexDigits((char) c));
                } else {
                    for (byte b : text.substring(i, i + width).getBytes(StandardCharsets.UTF_8)) {
                        out.append('%').append(HEX.toHexDigits(b));
                    }
                }
            }
            i += width;
        }
        return out == null ? text : out.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
