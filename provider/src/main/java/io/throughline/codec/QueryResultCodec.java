package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.throughline.protocol.Item;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.hibernate.Version;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of query results: what Hibernate keeps of a query's rows, in the layout that it chose.
 *
 * <pre>kind:1  length:varint  { row:1 (0 value, 1 array, 2 metadata)  ... }*</pre>
 *
 * A result may hold something of any mapped entity, and the contents of a row differ between Hibernate's releases and with its
 * settings. The shape therefore covers the whole mapping, its layout, and the release.
 */
public final class QueryResultCodec implements EntryCodec {

    private static final int RESULT = 0;
    private static final int VALUE = 0;
    private static final int ARRAY = 1;
    private static final int METADATA = 2;
    private static final byte[] NO_VERSION = {};

    private final Bodies bodies;
    private final RowMetadataCodec metadata;

    /** @param allowed classes that bodies may hold in addition to those that the mapping names */
    public QueryResultCodec(SessionFactoryImplementor factory, Collection<Class<?>> allowed) {
        ShapeDescription description = new ShapeDescription(factory).release(Version.getVersionString());
        List<EntityPersister> entities = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entities::add);
        entities.sort(Comparator.comparing(EntityPersister::getEntityName));
        entities.forEach(entity -> description.entity(entity).queryLayout(entity));
        List<CollectionPersister> collections = new ArrayList<>();
        factory.getMappingMetamodel().forEachCollectionDescriptor(collections::add);
        collections.sort(Comparator.comparing(CollectionPersister::getRole));
        collections.forEach(collection -> description.collection(collection).queryLayout(collection));
        this.bodies = new Bodies(description.allowed(allowed).shape());
        this.metadata = new RowMetadataCodec(entities, factory.getTypeConfiguration());
    }

    @Override
    public long shape() {
        return bodies.shape();
    }

    /** @param value the rows, as Hibernate's query cache lists them */
    @Override
    public Item encode(Object value, @Nullable Object version, long ttlMillis) {
        List<?> rows = (List<?>) value;
        byte[] body = bodies.write((kryo, output) -> {
            output.writeByte(RESULT);
            output.writeVarInt(rows.size(), true);
            rows.forEach(row -> write(kryo, output, row));
        });
        return Item.of(shape(), Item.Replacement.OLDER_STAMP, NO_VERSION, body, ttlMillis);
    }

    private void write(Kryo kryo, Output output, @Nullable Object row) {
        if (row instanceof CachedJdbcValuesMetadata columns) {
            output.writeByte(METADATA);
            metadata.write(kryo, output, columns);
        } else if (row != null && row.getClass() == Object[].class) {
            Object[] values = (Object[]) row;
            output.writeByte(ARRAY);
            output.writeVarInt(values.length, true);
            for (Object value : values) {
                kryo.writeClassAndObject(output, value);
            }
        } else {
            output.writeByte(VALUE);
            kryo.writeClassAndObject(output, row);
        }
    }

    /** A query parameter as bytes, for a key, if its class has no text. */
    byte[] bytes(Object parameter) {
        return bodies.write((kryo, output) -> kryo.writeClassAndObject(output, parameter));
    }

    @Override
    public Object decode(ByteBuffer body, SharedSessionContractImplementor session) {
        return bodies.read(body, this::read);
    }

    private List<@Nullable Object> read(Kryo kryo, Input input) {
        if (input.readByte() != RESULT) {
            throw new IllegalArgumentException("Not a query's result");
        }
        int length = lengthOf(input);
        List<@Nullable Object> rows = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            rows.add(readRow(kryo, input));
        }
        if (!rows.isEmpty() && !(rows.get(length - 1) instanceof Integer)) {
            throw new IllegalArgumentException("A result that does not end with its length");
        }
        return rows;
    }

    private @Nullable Object readRow(Kryo kryo, Input input) {
        switch (input.readByte()) {
            case VALUE -> {
                return kryo.readClassAndObject(input);
            }
            case ARRAY -> {
                Object[] values = new Object[lengthOf(input)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = kryo.readClassAndObject(input);
                }
                return values;
            }
            case METADATA -> {
                return metadata.read(kryo, input);
            }
            default -> throw new IllegalArgumentException("Not a row");
        }
    }

    /** Refuses a length beyond the body's end, because each element takes at least a byte. */
    static int lengthOf(Input input) {
        int length = input.readVarInt(true);
        if (length < 0 || length > input.limit() - input.position()) {
            throw new IllegalArgumentException("A length beyond the body's end");
        }
        return length;
    }
}
