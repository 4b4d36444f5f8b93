package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import java.util.TreeSet;

/** Kryo's own serializer, within bounds. A comparator is written or read only if its class is allowed. */
@SuppressWarnings({"rawtypes", "unchecked"}) // as Kryo's
final class SortedSetSerializer extends DefaultSerializers.TreeSetSerializer {

    private final GraphBounds bounds;

    SortedSetSerializer(GraphBounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public void write(Kryo kryo, Output output, TreeSet set) {
        bounds.refuseWithinKey();
        bounds.enterKey();
        super.write(kryo, output, set);
        bounds.leaveKey();
    }

    @Override
    public TreeSet read(Kryo kryo, Input input, Class<? extends TreeSet> type) {
        bounds.refuseWithinKey();
        bounds.enterKey();
        TreeSet set = super.read(kryo, input, type);
        bounds.leaveKey();
        return set;
    }
}
