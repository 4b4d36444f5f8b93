package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import io.throughline.codec.UndecodableException.Reason;
import io.throughline.protocol.Item;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StructuredMapCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of one collection role.
 *
 * <pre>kind:1 (0 entry, 1 structured list, 2 structured map)  length:varint  each element, or key and value in turn</pre>
 */
public final class CollectionCodec implements EntryCodec {

    private static final int ENTRY = 0;
    private static final int LIST = 1;
    private static final int MAP = 2;

    private final Bodies bodies;
    private final boolean structured;
    private final boolean isMap;
    private final List<StateCheck> checks;

    /** @param allowed classes that bodies may hold in addition to those that the mapping names */
    public CollectionCodec(
            CollectionPersister persister, Collection<Class<?>> allowed, SessionFactoryImplementor factory) {
        this(persister, allowed, factory, BodyCompression.NEVER);
    }

    /** @param compressFrom bodies of this many bytes or more are compressed */
    public CollectionCodec(
            CollectionPersister persister,
            Collection<Class<?>> allowed,
            SessionFactoryImplementor factory,
            int compressFrom) {
        this.structured = factory.getSessionFactoryOptions().isStructuredCacheEntriesEnabled();
        this.isMap = persister.getCacheEntryStructure() instanceof StructuredMapCacheEntry;
        this.checks = checks(persister, factory);
        this.bodies = new Bodies(
                new ShapeDescription(factory)
                        .collection(persister)
                        .allowed(allowed)
                        .shape(),
                BodyCompression.from(compressFrom));
    }

    /** What Hibernate disassembles a collection to: its elements. Each element of a map or an identifier bag has something before it. */
    @SuppressWarnings("removal") // from 6.6 to 8.0 there is no other way to a collection's types that all releases have
    private static List<StateCheck> checks(CollectionPersister persister, SessionFactoryImplementor factory) {
        StateCheck element = StateCheck.of(persister.getElementType(), factory);
        if (persister.getIdentifierType() != null) {
            return List.of(StateCheck.of(persister.getIdentifierType(), factory), element);
        }
        return persister.getCollectionType() instanceof MapType
                ? List.of(StateCheck.of(persister.getIndexType(), factory), element)
                : List.of(element);
    }

    @Override
    public long shape() {
        return bodies.shape();
    }

    @Override
    public Item encode(Object value, @Nullable Object version, long ttlMillis) {
        int kind;
        List<?> state;
        if (value instanceof CollectionCacheEntry entry) {
            kind = ENTRY;
            state = Arrays.asList(entry.getState());
        } else if (value instanceof Map<?, ?> map) {
            kind = MAP;
            List<@Nullable Object> pairs = new ArrayList<>();
            map.forEach((key, element) -> {
                pairs.add(key);
                pairs.add(element);
            });
            state = pairs;
        } else {
            kind = LIST;
            state = (List<?>) value;
        }
        byte[] body = bodies.write((kryo, output) -> {
            output.writeByte(kind);
            output.writeVarInt(state.size(), true);
            state.forEach(element -> kryo.writeClassAndObject(output, element));
        });
        return Item.of(shape(), Item.Replacement.OLDER_VERSION, VersionBytes.of(version), body, ttlMillis);
    }

    @Override
    public byte[] header(@Nullable Object version) {
        return Item.header(shape(), Item.Replacement.OLDER_VERSION, VersionBytes.of(version));
    }

    @Override
    public Object decode(ByteBuffer body, SharedSessionContractImplementor session) {
        return bodies.read(body, this::read);
    }

    private Object read(Kryo kryo, Input input) {
        if (input.readByte() > MAP) { // the writer's choice: this session factory may choose otherwise
            throw new UndecodableException(Reason.MALFORMED);
        }
        int length = input.readVarInt(true);
        if (length < 0 || length > input.limit() - input.position()) {
            throw new UndecodableException(Reason.TOO_LARGE); // each element takes at least a byte
        }
        if (length % checks.size() != 0) {
            throw new UndecodableException(Reason.OTHER_STATE);
        }
        Serializable[] state = new Serializable[length];
        for (int i = 0; i < length; i++) {
            Object value = kryo.readClassAndObject(input);
            StateCheck.check(checks.get(i % checks.size()), value);
            state[i] = (Serializable) value;
        }
        if (!structured) {
            return HibernateEntries.collection(state);
        }
        if (!isMap) {
            return new ArrayList<Object>(Arrays.asList(state));
        }
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i + 1 < length; i += 2) {
            map.put(state[i], state[i + 1]);
        }
        return map;
    }
}
