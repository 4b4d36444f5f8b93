package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.throughline.codec.UndecodableException.Reason;
import io.throughline.protocol.Item;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of a hierarchy of entities.
 *
 * <pre>kind:1 (0 entry, 1 structured)  entity:varint  version  state of each attribute</pre>
 *
 * The entity's number is its place among the hierarchy's names, sorted: the shape covers them.
 */
public final class EntityCodec implements EntryCodec {

    private static final int ENTRY = 0;
    private static final int STRUCTURED = 1;

    private final Bodies bodies;
    private final boolean structured;
    private final List<String> entityNames;
    private final List<String[]> attributeNames;
    private final List<List<StateCheck>> attributeChecks;
    private final List<StateCheck> versionChecks;

    /**
     * @param hierarchy the root and all that extend it, sorted by name
     * @param allowed classes that bodies may hold in addition to those that the mapping names
     */
    public EntityCodec(List<EntityPersister> hierarchy, Collection<Class<?>> allowed) {
        this(hierarchy, allowed, BodyCompression.NEVER);
    }

    /** @param compressFrom bodies of this many bytes or more are compressed */
    public EntityCodec(List<EntityPersister> hierarchy, Collection<Class<?>> allowed, int compressFrom) {
        SessionFactoryImplementor factory = hierarchy.get(0).getFactory();
        ShapeDescription description = new ShapeDescription(factory);
        hierarchy.forEach(description::entity);
        this.structured = factory.getSessionFactoryOptions().isStructuredCacheEntriesEnabled();
        this.bodies = new Bodies(description.allowed(allowed).shape(), BodyCompression.from(compressFrom));
        this.entityNames =
                hierarchy.stream().map(EntityPersister::getEntityName).toList();
        this.attributeNames =
                hierarchy.stream().map(EntityPersister::getPropertyNames).toList();
        this.attributeChecks = hierarchy.stream().map(StateCheck::attributes).toList();
        this.versionChecks = hierarchy.stream()
                .map(entity -> entity.isVersioned()
                        ? StateCheck.of(entity.getVersionType(), factory)
                        : (StateCheck) Objects::isNull)
                .toList();
    }

    @Override
    public long shape() {
        return bodies.shape();
    }

    @Override
    public Item encode(Object value, @Nullable Object version, long ttlMillis) {
        byte[] body = bodies.write((kryo, output) -> {
            if (value instanceof StandardCacheEntryImpl entry) {
                output.writeByte(ENTRY);
                write(kryo, output, entry);
            } else if (value instanceof Map<?, ?> structured) {
                output.writeByte(STRUCTURED);
                write(kryo, output, structured);
            } else {
                throw new NotCacheableException("an entry of the type "
                        + value.getClass().getName() + " cannot leave the JVM (hibernate.cache.use_reference_entries)");
            }
        });
        return Item.of(shape(), Item.Replacement.OLDER_VERSION, VersionBytes.of(version), body, ttlMillis);
    }

    private void write(Kryo kryo, Output output, CacheEntry entry) {
        writeHead(kryo, output, entry.getSubclass(), entry.getVersion());
        for (Serializable state : entry.getDisassembledState()) {
            kryo.writeClassAndObject(output, state);
        }
    }

    private void write(Kryo kryo, Output output, Map<?, ?> structured) {
        String entityName = (String) structured.get(StructuredCacheEntry.SUBCLASS_KEY);
        int number = writeHead(kryo, output, entityName, structured.get(StructuredCacheEntry.VERSION_KEY));
        for (String attribute : attributeNames.get(number)) {
            kryo.writeClassAndObject(output, structured.get(attribute));
        }
    }

    private int writeHead(Kryo kryo, Output output, @Nullable String entityName, @Nullable Object version) {
        int number = entityNames.indexOf(entityName);
        if (number < 0) {
            throw new NotCacheableException(entityName + " is not one of " + entityNames);
        }
        output.writeVarInt(number, true);
        kryo.writeClassAndObject(output, version);
        return number;
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
        if (input.readByte() > STRUCTURED) { // the writer's choice: this session factory may choose otherwise
            throw new UndecodableException(Reason.MALFORMED);
        }
        int number = input.readVarInt(true);
        if (number < 0 || number >= entityNames.size()) {
            throw new UndecodableException(Reason.OTHER_STATE);
        }
        String entityName = entityNames.get(number);
        Object version = kryo.readClassAndObject(input);
        StateCheck.check(versionChecks.get(number), version);
        String[] attributes = attributeNames.get(number);
        Serializable[] state = new Serializable[attributes.length];
        for (int i = 0; i < state.length; i++) {
            Object value = kryo.readClassAndObject(input);
            StateCheck.check(attributeChecks.get(number).get(i), value);
            state[i] = (Serializable) value;
        }
        if (!structured) {
            return HibernateEntries.entity(state, entityName, version);
        }
        Map<String, Object> map = new HashMap<>();
        map.put(StructuredCacheEntry.SUBCLASS_KEY, entityName);
        map.put(StructuredCacheEntry.VERSION_KEY, version);
        for (int i = 0; i < state.length; i++) {
            map.put(attributes[i], state[i]);
        }
        return map;
    }
}
