package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;

/**
 * Arrays, collections and maps, whose lengths Kryo's serializers read themselves. This looks at the length, which is one more than the number of
 * elements, and lets the serializer read it again.
 */
final class BoundedLength<T> extends Serializer<T> {

    private final Serializer<T> serializer;
    private final GraphBounds bounds;
    private final boolean flagged;

    private BoundedLength(Serializer<T> serializer, GraphBounds bounds, boolean flagged) {
        super(serializer.getAcceptsNull(), serializer.isImmutable());
        this.serializer = serializer;
        this.bounds = bounds;
        this.flagged = flagged;
    }

    /** Wraps the serializers of all classes whose ids are below {@code endOfIds}. */
    static void wrap(Kryo kryo, GraphBounds bounds, int endOfIds) {
        for (int id = 0; id < endOfIds; id++) {
            Registration registration = kryo.getRegistration(id);
            if (registration == null) {
                continue;
            }
            Class<?> type = registration.getType();
            Serializer<?> serializer = registration.getSerializer();
            if (type.isArray() || serializer instanceof MapSerializer) {
                registration.setSerializer(new BoundedLength<>(serializer, bounds, false));
            } else if (serializer instanceof CollectionSerializer) {
                registration.setSerializer(new BoundedLength<>(serializer, bounds, true));
            }
        }
    }

    @Override
    public void write(Kryo kryo, Output output, T value) {
        if (value != null) {
            bounds.claim(length(value));
        }
        serializer.write(kryo, output, value);
    }

    private static int length(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : Array.getLength(value);
    }

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> type) {
        int start = input.position();
        int length = flagged ? input.readVarIntFlag(true) : input.readVarInt(true);
        bounds.claim(length == 0 ? 0 : length - 1);
        input.setPosition(start);
        return serializer.read(kryo, input, type);
    }
}
