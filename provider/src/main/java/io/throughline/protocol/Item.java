package io.throughline.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A state in the form in which it is sent to Redis; the script stamps it there: what was loaded with the asOf that comes with it, everything else with its own time.
 *
 * <pre>shape:8  rule:1  length:1  version:length  body</pre>
 *
 * @param bytes the record, starting with its shape
 * @param ttlMillis its time to live
 */
public record Item(byte[] bytes, long ttlMillis) {

    /** The stamp of what a script stamps with its own time. */
    public static final long NOT_YET_STAMPED = -1;

    private static final int LONGEST_VERSION = 255;
    private static final byte[] NO_VERSION = {};

    /** When a put may replace an existing item of the same shape. */
    public enum Replacement {
        /** If the existing item has an older version. */
        OLDER_VERSION,
        /** If the existing item has another body (natural ids: another entity's id). */
        OTHER_VALUE,
        /** If the existing item has an older stamp (query results: an earlier execution's). */
        OLDER_STAMP
    }

    /**
     * @param version comparable byte by byte with others of its kind, which its first byte names; empty if there is none. One
     *     that is too long for the record counts as none: then a put replaces nothing.
     */
    public static Item of(long shape, Replacement rule, byte[] version, byte[] body, long ttlMillis) {
        byte[] header = header(shape, rule, version);
        byte[] bytes = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, bytes, header.length, body.length);
        return new Item(bytes, ttlMillis);
    }

    /** How many of an item's bytes come before its body. */
    public static int headerLength(byte[] item) {
        return Long.BYTES + 2 + (item[Long.BYTES + 1] & 0xff);
    }

    /** What comes before the body. It is enough to ask whether a put would be stored, if the rule does not compare bodies. */
    public static byte[] header(long shape, Replacement rule, byte[] version) {
        byte[] kept = version.length > LONGEST_VERSION ? NO_VERSION : version;
        return ByteBuffer.allocate(Long.BYTES + 2 + kept.length)
                .putLong(shape)
                .put((byte) rule.ordinal())
                .put((byte) kept.length)
                .put(kept)
                .array();
    }
}
