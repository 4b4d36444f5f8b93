package io.throughline.inspect;

import java.nio.ByteBuffer;

/** Bytes as docs/format.md has them, made by hand. */
final class Records {

    private static final int HOLDER = 24;

    private Records() {}

    /** @param stamp microseconds */
    static byte[] item(long stamp, long shape, byte[] version, byte[] body) {
        return ByteBuffer.allocate(2 + 8 + 8 + 2 + version.length + body.length)
                .put((byte) 'I')
                .put((byte) 1)
                .putLong(stamp)
                .putLong(shape)
                .put((byte) 0)
                .put((byte) version.length)
                .put(version)
                .put(body)
                .array();
    }

    /** Whose holders have another minute. */
    static byte[] lock(long since, int holders) {
        ByteBuffer lock = ByteBuffer.allocate(2 + 1 + 8 + holders * HOLDER)
                .put((byte) 'L')
                .put((byte) 1)
                .put((byte) (holders > 1 ? 1 : 0))
                .putLong(since);
        holders(lock, since, holders);
        return lock.array();
    }

    /** @param closers how many bulk statements are at it, for another minute */
    static byte[] region(long born, long fence, int closers) {
        ByteBuffer region = ByteBuffer.allocate(2 + 8 + 8 + closers * HOLDER)
                .put((byte) 'S')
                .put((byte) 1)
                .putLong(born)
                .putLong(fence);
        holders(region, fence, closers);
        return region.array();
    }

    static byte[] region(long born, long fence) {
        return region(born, fence, 0);
    }

    private static void holders(ByteBuffer out, long since, int count) {
        for (int i = 0; i < count; i++) {
            out.putLong(0).putLong(i + 1L).putLong(since + 60_000_000);
        }
    }
}
