package io.throughline.protocol;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Identifies the holder of a lock: 16 bytes, one token for each database transaction. */
public final class Token {

    static final int LENGTH = 16;

    private final byte[] bytes;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Makes tokens that no other source makes: eight random bytes of the source, then a count. It may be used by any thread. */
    public static final class Source {

        private final long node = UUID.randomUUID().getMostSignificantBits();
        private final AtomicLong count = new AtomicLong();

        /** A new token. */
        public Token next() {
            return new Token(ByteBuffer.allocate(LENGTH)
                    .putLong(node)
                    .putLong(count.incrementAndGet())
                    .array());
        }
    }
}
