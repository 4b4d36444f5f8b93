package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import io.throughline.codec.UndecodableException.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Maps, in Kryo's format: the keys are read first, and checked before they are put into the table.
 *
 * <pre>size + 1:varint  [comparator]  key and value in turn</pre>
 */
final class KeyedMapSerializer extends MapSerializer<Map<Object, Object>> {

    private final GraphBounds bounds;
    private final boolean sorted;
    private final IntFunction<Map<Object, Object>> make;
    private final Function<Map<Object, Object>, Map<Object, Object>> finish;

    private KeyedMapSerializer(
            GraphBounds bounds,
            boolean sorted,
            IntFunction<Map<Object, Object>> make,
            Function<Map<Object, Object>, Map<Object, Object>> finish) {
        this.bounds = bounds;
        this.sorted = sorted;
        this.make = make;
        this.finish = finish;
    }

    /**
     * @param make makes an empty map for a number of entries
     * @param finish makes the result from it
     */
    static KeyedMapSerializer hashed(
            GraphBounds bounds,
            IntFunction<Map<Object, Object>> make,
            Function<Map<Object, Object>, Map<Object, Object>> finish) {
        return new KeyedMapSerializer(bounds, false, make, finish);
    }

    static KeyedMapSerializer sorted(GraphBounds bounds) {
        return new KeyedMapSerializer(bounds, true, size -> new TreeMap<>(), map -> map);
    }

    @Override
    public void write(Kryo kryo, Output output, Map<Object, Object> map) {
        bounds.refuseWithinKey();
        output.writeVarInt(map.size() + 1, true);
        if (sorted) {
            kryo.writeClassAndObject(output, ((TreeMap<Object, Object>) map).comparator());
        } else {
            GraphBounds.refuseManyOfOneHash(map.keySet());
        }
        map.forEach((key, value) -> {
            bounds.enterKey();
            kryo.writeClassAndObject(output, key);
            bounds.leaveKey();
            kryo.writeClassAndObject(output, value);
        });
    }

    @Override
    public Map<Object, Object> read(Kryo kryo, Input input, Class<? extends Map<Object, Object>> type) {
        bounds.refuseWithinKey();
        int size = input.readVarInt(true) - 1;
        if (size < 0) {
            throw new UndecodableException(Reason.MALFORMED);
        }
        Map<Object, Object> map = sorted ? new TreeMap<>(comparator(kryo, input)) : make.apply(size);
        List<Object> keys = new ArrayList<>(size);
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            bounds.enterKey();
            keys.add(kryo.readClassAndObject(input));
            bounds.leaveKey();
            values.add(kryo.readClassAndObject(input));
        }
        if (!sorted) {
            GraphBounds.refuseManyOfOneHash(keys);
        }
        for (int i = 0; i < size; i++) {
            map.put(keys.get(i), values.get(i));
        }
        if (map.size() != size) {
            throw new UndecodableException(Reason.MALFORMED);
        }
        return finish.apply(map);
    }

    @SuppressWarnings("unchecked") // its class is allowed, so what it compares is up to it
    private static @Nullable Comparator<Object> comparator(Kryo kryo, Input input) {
        return (Comparator<Object>) kryo.readClassAndObject(input);
    }
}
