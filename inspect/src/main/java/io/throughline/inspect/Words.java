package io.throughline.inspect;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times, versions and values as people read them. */
final class Words {

    private static final int LONGEST_VALUE = 200;

    private Words() {}

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Whether it can be a time: from 0 to 2^53 microseconds. */
    static boolean isTime(long micros) {
        return micros >= 0 && micros <= 1L << 53;
    }

    /** {@code 2026-11-23T06:43:12.123456Z, 12.3s ago}. */
    static String time(long micros, long now) {
        if (!isTime(micros)) {
            return micros + ", which is not a time";
        }
        Duration ago = Duration.of(now - micros, ChronoUnit.MICROS);
        return instant(micros) + (ago.isNegative() ? ", in " + duration(ago.negated()) : ", " + duration(ago) + " ago");
    }

    /** {@code 0.012s}, {@code 12.3s}, {@code 4m12s}, {@code 2h5m}, {@code 3d4h}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.3fs", duration.toNanos() / 1e9);
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3600 + "h" + seconds % 3600 / 60 + "m"
                : seconds / 86_400 + "d" + seconds % 86_400 / 3600 + "h";
    }

    /** @param millis as PTTL returns it: -1 for ever, -2 gone */
    static String timeLeft(long millis) {
        return millis == -1 ? "for ever" : millis < 0 ? "none" : duration(Duration.ofMillis(millis));
    }

    static String shape(long shape) {
        return HexFormat.of().toHexDigits(shape);
    }

    /** A version, from the bytes by which versions are compared. */
    static String version(byte[] version) {
        if (version.length == 0) {
            return "none";
        }
        ByteBuffer in = ByteBuffer.wrap(version, 1, version.length - 1);
        return switch (version[0]) {
            case 1 -> version.length == 9 ? "number " + number(in) : bytes(version);
            case 2 -> version.length == 13 ? "time " + Instant.ofEpochSecond(number(in), in.getInt()) : bytes(version);
            case 3 ->
                version.length == 13
                        ? "local time " + LocalDateTime.ofEpochSecond(number(in), in.getInt(), ZoneOffset.UTC)
                        : bytes(version);
            case 4 -> "row version " + HexFormat.of().formatHex(version, 1, version.length);
            default -> bytes(version);
        };
    }

    private static long number(ByteBuffer in) {
        return in.getLong() ^ Long.MIN_VALUE;
    }

    private static String bytes(byte[] bytes) {
        return "of a kind unknown here: " + HexFormat.of().formatHex(bytes);
    }

    /** One line, not too long. */
    static String value(@Nullable Object value) {
        String text;
        if (value instanceof byte[] bytes) {
            text = "bytes " + HexFormat.of().formatHex(bytes);
        } else if (value instanceof CharSequence || value instanceof Character) {
            text = "\"" + value + "\"";
        } else {
            String deep = Arrays.deepToString(new Object[] {value});
            text = deep.substring(1, deep.length() - 1);
        }
        String line = text.replace("\n", "\\n").replace("\r", "\\r");
        return line.length() <= LONGEST_VALUE
                ? line
                : line.substring(0, LONGEST_VALUE) + "... (" + line.length() + " characters)";
    }
}
