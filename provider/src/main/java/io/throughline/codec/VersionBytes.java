package io.throughline.codec;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * A row's version as bytes that sort, byte by byte, as the versions do. The first byte names their kind. Versions of different kinds are not
 * compared.
 */
final class VersionBytes {

    private static final byte[] NONE = {};
    private static final byte NUMBER = 1;
    private static final byte INSTANT = 2;
    private static final byte LOCAL_TIME = 3;
    private static final byte ROW_VERSION = 4;

    private VersionBytes() {}

    /** Empty if there is no version, or one of a type whose order is not known here. */
    static byte[] of(@Nullable Object version) {
        if (version instanceof Long
                || version instanceof Integer
                || version instanceof Short
                || version instanceof Byte) {
            return ByteBuffer.allocate(1 + Long.BYTES)
                    .put(NUMBER)
                    .putLong(unsigned(((Number) version).longValue()))
                    .array();
        }
        if (version instanceof byte[] bytes) {
            return ByteBuffer.allocate(1 + bytes.length)
                    .put(ROW_VERSION)
                    .put(bytes)
                    .array();
        }
        if (version instanceof LocalDateTime time) {
            return time(LOCAL_TIME, time.toInstant(ZoneOffset.UTC));
        }
        Instant instant = instant(version);
        return instant == null ? NONE : time(INSTANT, instant);
    }

    private static @Nullable Instant instant(@Nullable Object version) {
        if (version instanceof Instant instant) {
            return instant;
        }
        if (version instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (version instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (version instanceof Calendar calendar) {
            return calendar.toInstant();
        }
        if (version instanceof java.sql.Timestamp timestamp) {
            return timestamp.toInstant();
        }
        return version instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : null;
    }

    private static byte[] time(byte kind, Instant instant) {
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
                .put(kind)
                .putLong(unsigned(instant.getEpochSecond()))
                .putInt(instant.getNano())
                .array();
    }

    /** Makes negative numbers come before positive ones when compared as unsigned bytes. */
    private static long unsigned(long number) {
        return number ^ Long.MIN_VALUE;
    }
}
