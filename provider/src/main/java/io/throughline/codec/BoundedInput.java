package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.nio.ByteBuffer;

/**
 * Reads a body and believes no length that is beyond its end: each element takes a byte at least. Kryo makes arrays and collections of the
 * length that it reads, before it reads what is in them.
 */
final class BoundedInput extends Input {

    BoundedInput(ByteBuffer body) {
        super(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    /** Arrays, collections and maps whose lengths Kryo's serializers read by themselves. */
    static void boundLengths(Kryo kryo, int endOfIds) {
        for (int id = 0; id < endOfIds; id++) {
            Registration registration = kryo.getRegistration(id);
            if (registration == null) {
                continue;
            }
            Class<?> type = registration.getType();
            Serializer<?> serializer = registration.getSerializer();
            if (type.isArray() || serializer instanceof MapSerializer) {
                registration.setSerializer(new BoundedLength<>(serializer, false));
            } else if (serializer instanceof CollectionSerializer) {
                registration.setSerializer(new BoundedLength<>(serializer, true));
            }
        }
    }

    private void bound(int length) {
        if (length < 0 || length > limit - position) {
            throw new KryoException("A length beyond the end of the body: " + length);
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
        if (readVarIntFlag()) { // else it is ASCII, and ends with itself
            bound(Math.max(0, readVarIntFlag(true) - 1));
        }
        position = start;
        return super.readString();
    }

    /** Looks at the length, which is one more than there are elements, and lets the serializer read it again. */
    private static final class BoundedLength<T> extends Serializer<T> {

        private final Serializer<T> serializer;
        private final boolean flagged;

        BoundedLength(Serializer<T> serializer, boolean flagged) {
            super(serializer.getAcceptsNull(), serializer.isImmutable());
            this.serializer = serializer;
            this.flagged = flagged;
        }

        @Override
        public void write(Kryo kryo, Output output, T value) {
            serializer.write(kryo, output, value);
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            BoundedInput bounded = (BoundedInput) input;
            int start = bounded.position;
            int length = flagged ? bounded.readVarIntFlag(true) : bounded.readVarInt(true);
            bounded.bound(length == 0 ? 0 : length - 1);
            bounded.position = start;
            return serializer.read(kryo, input, type);
        }
    }
}
