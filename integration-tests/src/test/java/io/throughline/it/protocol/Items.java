package io.throughline.it.protocol;

import io.throughline.protocol.Item;
import io.throughline.protocol.Item.Replacement;
import java.nio.ByteBuffer;

/** States of a row that is nothing but a number. */
final class Items {

    static final long SHAPE = 7;
    static final long TTL_MILLIS = 40_000;

    private static final byte[] NO_VERSION = {};

    private Items() {}

    static Item unversioned(long value) {
        return Item.of(SHAPE, Replacement.OLDER_VERSION, NO_VERSION, body(value), TTL_MILLIS);
    }

    /** The kind is the version's first byte. */
    static Item versioned(int kind, long version, long value) {
        // what VersionBytes does, so that negative numbers come first byte by byte
        byte[] bytes = ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) kind)
                .putLong(version ^ Long.MIN_VALUE)
                .array();
        return versioned(bytes, value);
    }

    static Item versioned(byte[] version, long value) {
        return Item.of(SHAPE, Replacement.OLDER_VERSION, version, body(value), TTL_MILLIS);
    }

    static Item ofShape(long shape, long value) {
        return Item.of(shape, Replacement.OLDER_VERSION, NO_VERSION, body(value), TTL_MILLIS);
    }

    static Item naturalId(long value) {
        return Item.of(SHAPE, Replacement.OTHER_VALUE, NO_VERSION, body(value), TTL_MILLIS);
    }

    private static byte[] body(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
