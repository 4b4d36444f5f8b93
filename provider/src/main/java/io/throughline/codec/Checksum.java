package io.throughline.codec;

import com.esotericsoftware.kryo.io.Output;
import io.throughline.codec.UndecodableException.Reason;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C, four bytes, big endian, after the state that it covers. Without it, most changes of a byte or two would still decode, to another state. It
 * keeps nobody out: anybody who can write to Redis can compute one.
 */
final class Checksum {

    private static final int LENGTH = Integer.BYTES;

    private Checksum() {}

    /** Appends the checksum of everything written so far. */
    static void append(Output output) {
        int checksum = of(ByteBuffer.wrap(output.getBuffer(), 0, output.position()));
        output.writeInt(Integer.reverseBytes(checksum)); // Kryo's numbers are little endian
    }

    /**
     * @return the state alone
     * @throws UndecodableException if the checksum is missing, or belongs to another state
     */
    static ByteBuffer verified(ByteBuffer body) {
        int length = body.remaining() - LENGTH;
        if (length < 0) {
            throw new UndecodableException(Reason.CHANGED);
        }
        ByteBuffer state = body.slice(body.position(), length);
        if (of(state.duplicate()) != body.getInt(body.position() + length)) {
            throw new UndecodableException(Reason.CHANGED);
        }
        return state;
    }

    private static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
