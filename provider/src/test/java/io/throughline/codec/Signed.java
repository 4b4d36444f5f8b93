package io.throughline.codec;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Bodies with a right checksum, whatever is in them: what somebody hostile would write. */
final class Signed {

    private Signed() {}

    static byte[] body(byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state);
        return ByteBuffer.allocate(state.length + Integer.BYTES)
                .put(state)
                .putInt((int) crc.getValue())
                .array();
    }
}
