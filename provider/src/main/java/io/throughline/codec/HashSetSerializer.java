package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import io.throughline.codec.UndecodableException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.function.Function;

/** Hash sets: the elements are read first, and checked before they are put into the table. */
final class HashSetSerializer extends CollectionSerializer<Collection<Object>> {

    private final GraphBounds bounds;
    private final Function<Collection<Object>, Collection<Object>> make;

    /** @param make makes the set from all its elements */
    HashSetSerializer(GraphBounds bounds, boolean nulls, Function<Collection<Object>, Collection<Object>> make) {
        this.bounds = bounds;
        this.make = make;
        setElementsCanBeNull(nulls);
    }

    @Override
    public void write(Kryo kryo, Output output, Collection<Object> set) {
        bounds.refuseWithinKey();
        bounds.enterKey();
        super.write(kryo, output, set);
        bounds.leaveKey();
        GraphBounds.refuseManyOfOneHash(set);
    }

    @Override
    protected Collection<Object> create(Kryo kryo, Input input, Class<? extends Collection<Object>> type, int size) {
        return new ArrayList<>(size);
    }

    @Override
    public Collection<Object> read(Kryo kryo, Input input, Class<? extends Collection<Object>> type) {
        bounds.refuseWithinKey();
        bounds.enterKey();
        Collection<Object> elements = super.read(kryo, input, type);
        bounds.leaveKey();
        if (elements == null) {
            throw new UndecodableException(Reason.MALFORMED);
        }
        GraphBounds.refuseManyOfOneHash(elements);
        Collection<Object> set = make.apply(elements);
        if (set.size() != elements.size()) {
            throw new UndecodableException(Reason.MALFORMED);
        }
        return set;
    }
}
