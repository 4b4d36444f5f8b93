package io.throughline.codec;

import com.esotericsoftware.kryo.io.Input;
import io.throughline.codec.UndecodableException.Reason;
import java.nio.ByteBuffer;

/**
 * Reads a body, and refuses any length of bytes, numbers or characters that goes beyond its end, since each takes at least a byte. Kryo allocates arrays of
 * the length that it reads before it reads their contents.
 */
final class BoundedInput extends Input {

    BoundedInput(ByteBuffer body) {
        super(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    private void bound(int length) {
        if (length < 0 || length > limit - position) {
            throw new UndecodableException(Reason.TOO_LARGE);
        }
    }

    @Override
    public byte[] readBytes(int length) {
        bound(length);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        bound(length);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        bound(length);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        bound(length);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        bound(length);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        bound(length);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        bound(length);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        bound(length);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        bound(length);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        bound(length);
        return super.readBooleans(length);
    }

    @Override
    public String readString() {
        int start = position;
        if (readVarIntFlag()) { // otherwise it is ASCII, which marks its own end
            bound(Math.max(0, readVarIntFlag(true) - 1));
        }
        position = start;
        return super.readString();
    }
}
