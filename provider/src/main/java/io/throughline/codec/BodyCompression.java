package io.throughline.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.throughline.codec.UndecodableException.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compresses bodies from a certain size on if that makes them smaller, and expands compressed bodies of any size. A body's first byte says what it is:
 * its own kind, or
 *
 * <pre>16  length of the state:varint  LZ4 block</pre>
 *
 * A body cannot claim more than its bytes can stand for. A length beyond LZ4's highest ratio is refused. A compressed body yields no more objects than a
 * plain body of the same number of bytes could.
 */
public final class BodyCompression {

    /** A size that no body has. */
    public static final int NEVER = Integer.MAX_VALUE;

    private static final byte COMPRESSED = 16;

    private final int from;
    private final @Nullable Lz4Blocks blocks;

    /** @param blocks {@code null} if the library is missing */
    BodyCompression(int from, @Nullable Lz4Blocks blocks) {
        this.from = from;
        this.blocks = blocks;
    }

    /** @param from bodies of this many bytes or more are compressed */
    static BodyCompression from(int from) {
        return new BodyCompression(from, isThere() ? new Lz4Blocks() : null);
    }

    /** Whether the library is on the class path. */
    public static boolean isThere() {
        return isThere(BodyCompression.class.getClassLoader());
    }

    static boolean isThere(ClassLoader loader) {
        try {
            Class.forName("net.jpountz.lz4.LZ4Factory", false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Replaces the state that was written. */
    void compress(Output output, GraphBounds bounds) {
        int length = output.position();
        if (length < from || blocks == null) {
            return;
        }
        byte[] block = new byte[blocks.longest(length)];
        int blockLength = blocks.compress(output.getBuffer(), length, block);
        int stored = 1 + Output.varIntLength(length, true) + blockLength;
        if (stored < length && bounds.fit(stored)) {
            output.reset();
            output.writeByte(COMPRESSED);
            output.writeVarInt(length, true);
            output.writeBytes(block, 0, blockLength);
        }
    }

    /**
     * @return the state: the stored bytes themselves if they are not compressed
     * @throws UndecodableException if they claim to be compressed and are not, or the library is missing
     */
    ByteBuffer expanded(ByteBuffer stored) {
        if (!stored.hasRemaining() || stored.get(stored.position()) != COMPRESSED) {
            return stored;
        }
        if (blocks == null) {
            throw new UndecodableException(Reason.NO_LZ4);
        }
        Input input = new BoundedInput(stored);
        input.readByte();
        int length = length(input);
        int blockLength = input.limit() - input.position();
        if (length < 0 || length > Bodies.LARGEST_BODY || length > (long) Lz4Blocks.HIGHEST_RATIO * blockLength) {
            throw new UndecodableException(Reason.TOO_LARGE);
        }
        byte[] state = new byte[length];
        if (blocks.expand(input.getBuffer(), input.position(), blockLength, state) != length) {
            throw new UndecodableException(Reason.MALFORMED);
        }
        return ByteBuffer.wrap(state);
    }

    private static int length(Input input) {
        try {
            return input.readVarInt(true);
        } catch (KryoException e) {
            throw new UndecodableException(Reason.MALFORMED);
        }
    }
}
