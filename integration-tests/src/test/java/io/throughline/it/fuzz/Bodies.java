package io.throughline.it.fuzz;

import io.throughline.codec.EntryCodec;
import io.throughline.codec.UndecodableException;
import io.throughline.protocol.Item;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What must be true of any bytes that a codec reads. */
final class Bodies {

    private static final int LONG_TIME = 60_000;

    private Bodies() {}

    /** Tried as they are, and with the checksum that somebody hostile would make. */
    static void tryAll(EntryCodec codec, byte[] state) {
        Allocation.bound(state.length, () -> decoded(codec, state));
        byte[] signed = signed(state);
        Object[] value = new Object[1];
        Allocation.bound(state.length, () -> value[0] = decoded(codec, signed));
        if (value[0] != null) {
            canBeWrittenAndReadAgain(codec, value[0]);
        }
    }

    static byte[] signed(byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state);
        return ByteBuffer.allocate(state.length + Integer.BYTES)
                .put(state)
                .putInt((int) crc.getValue())
                .array();
    }

    /** Null if it is no body; any other exception is a finding. */
    static @Nullable Object decoded(EntryCodec codec, byte[] body) {
        try {
            return codec.decode(ByteBuffer.wrap(body), null);
        } catch (UndecodableException e) {
            return null;
        }
    }

    private static void canBeWrittenAndReadAgain(EntryCodec codec, Object value) {
        ByteBuffer item = ByteBuffer.wrap(codec.encode(value, null, LONG_TIME).bytes());
        item.position(Long.BYTES + 2); // shape, rule, and the length of no version
        codec.decode(item, null);
    }

    /** The state of an item's body, without its checksum. */
    static byte[] state(Item item) {
        ByteBuffer bytes = ByteBuffer.wrap(item.bytes());
        bytes.position(Long.BYTES + 2);
        byte[] state = new byte[bytes.remaining() - Integer.BYTES];
        bytes.get(state);
        return state;
    }
}
