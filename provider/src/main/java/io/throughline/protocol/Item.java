package io.throughline.protocol;

import java.nio.ByteBuffer;

/**
 * A state as it goes into Redis; the script stamps it there.
 *
 * <pre>shape:8  rule:1  length:1  version:length  body</pre>
 *
 * @param bytes the record from its shape on
 * @param ttlMillis its time to live
 */
public record Item(byte[] bytes, long ttlMillis) {

    private static final int LONGEST_VERSION = 255;
    private static final byte[] NO_VERSION = {};

    /** When a put may take the place of an item of the same shape that is there already. */
    public enum Replacement {
        /** The one there has an older version. */
        OLDER_VERSION,
        /** The one there has another body (natural ids: another entity's). */
        OTHER_VALUE
    }

    /**
     * @param version comparable byte by byte with others of its kind, which its first byte names; empty if there is none. One
     *     that is too long for the record counts as none: then a put replaces nothing.
     */
    public static Item of(long shape, Replacement rule, byte[] version, byte[] body, long ttlMillis) {
        byte[] kept = version.length > LONGEST_VERSION ? NO_VERSION : version;
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + 2 + kept.length + body.length)
                .putLong(shape)
                .put((byte) rule.ordinal())
                .put((byte) kept.length)
                .put(kept)
                .put(body)
                .array();
        return new Item(bytes, ttlMillis);
    }
}
