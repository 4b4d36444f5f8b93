package io.throughline.near;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages on the channels, big endian:
 *
 * <pre>
 * hello  1 'H' member:16                                            to itself: the subscription works
 * call   1 'C' node:16 number:8 deadline:8 { length:2 region hashes:4 { hash:4 } }*    hashes -1: the whole region
 * word   1 'W' member:16 number:8
 * </pre>
 */
final class Message {

    /** Characters of a node's or a member's id. */
    static final int ID_LENGTH = 16;

    static final byte HELLO = 'H';
    static final byte CALL = 'C';
    static final byte WORD = 'W';

    private static final byte VERSION = 1;
    private static final int WHOLE = -1;

    private final byte kind;
    private final String id;
    private final ByteBuffer rest;

    private Message(byte kind, String id, ByteBuffer rest) {
        this.kind = kind;
        this.id = id;
        this.rest = rest;
    }

    static byte[] hello(String member) {
        return begun(HELLO, member, 0).array();
    }

    static byte[] word(String member, long number) {
        return begun(WORD, member, Long.BYTES).putLong(number).array();
    }

    /** @param deadline microseconds of the servers' clocks, until which the locks of what is named may still be placed; 0: they are in place */
    static byte[] call(String node, long number, long deadline, Named named) {
        int[] length = {2 * Long.BYTES};
        named.read((region, hashes) -> length[0] +=
                Short.BYTES + region.length() + Integer.BYTES + (hashes == null ? 0 : hashes.length * Integer.BYTES));
        ByteBuffer call = begun(CALL, node, length[0]).putLong(number).putLong(deadline);
        named.read((region, hashes) -> {
            call.putShort((short) region.length()).put(region.getBytes(StandardCharsets.US_ASCII));
            call.putInt(hashes == null ? WHOLE : hashes.length);
            if (hashes != null) {
                for (int hash : hashes) {
                    call.putInt(hash);
                }
            }
        });
        return call.array();
    }

    private static ByteBuffer begun(byte kind, String id, int more) {
        return ByteBuffer.allocate(2 + ID_LENGTH + more)
                .put(VERSION)
                .put(kind)
                .put(id.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws IllegalArgumentException if the bytes are not a message */
    static Message of(byte[] bytes) {
        if (bytes.length < 2 + ID_LENGTH || bytes[0] != VERSION) {
            throw new IllegalArgumentException("a message of " + bytes.length + " bytes in an unknown format");
        }
        String id = new String(bytes, 2, ID_LENGTH, StandardCharsets.US_ASCII);
        return new Message(bytes[1], id, ByteBuffer.wrap(bytes, 2 + ID_LENGTH, bytes.length - 2 - ID_LENGTH));
    }

    boolean is(byte wanted) {
        return kind == wanted;
    }

    /** The id of the member; in a call, the id of the node that calls. */
    String id() {
        return id;
    }

    /** The number of a word or a call; to be read first. */
    long number() {
        return next(rest::getLong);
    }

    /** The deadline of a call; to be read after its number. */
    long deadline() {
        return next(rest::getLong);
    }

    /**
     * What a call names; to be read last.
     *
     * @throws IllegalArgumentException if the message is cut short
     */
    void named(Named.Reader reader) {
        next(() -> {
            while (rest.hasRemaining()) {
                byte[] region = new byte[rest.getShort()];
                rest.get(region);
                reader.region(new String(region, StandardCharsets.US_ASCII), hashes());
            }
            return 0L;
        });
    }

    private int @Nullable [] hashes() {
        int count = rest.getInt();
        if (count == WHOLE) {
            return null;
        }
        if (count > rest.remaining() / Integer.BYTES) { // checked before an array of that size is allocated
            throw new BufferUnderflowException();
        }
        int[] hashes = new int[count];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = rest.getInt();
        }
        return hashes;
    }

    private interface Part {
        long read();
    }

    private static long next(Part part) {
        try {
            return part.read();
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("a message that is cut short", e);
        }
    }
}
