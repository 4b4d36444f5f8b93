package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Util;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;
import org.hibernate.type.internal.BasicTypeImpl;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what Hibernate keeps about the columns of a cached native query: their names and types. A type is written as the place where the session
 * factory has it, because the parts of types are compared by identity. The place is either in its registries (Java class and JDBC code), or the type
 * of a mapped column.
 *
 * <pre>length:varint  { name  type:1 (0 none, 1 registered: class, code:varint, 2 mapped: number:varint) }*  indexes (from 7.1 on)</pre>
 */
final class RowMetadataCodec {

    private static final int NONE = 0;
    private static final int REGISTERED = 1;
    private static final int MAPPED = 2;

    private final TypeConfiguration types;
    private final List<BasicType<?>> mapped = new ArrayList<>();
    private final Map<BasicType<?>, Integer> numbers = new IdentityHashMap<>();

    /** @param entities all entities, in an order that all nodes agree on */
    RowMetadataCodec(List<EntityPersister> entities, TypeConfiguration types) {
        this.types = types;
        for (EntityPersister entity : entities) {
            entity.getIdentifierMapping().forEachSelectable((i, column) -> number(column.getJdbcMapping()));
            entity.forEachSelectable((i, column) -> number(column.getJdbcMapping()));
        }
    }

    private void number(JdbcMapping mapping) {
        if (mapping instanceof BasicType<?> type && numbers.putIfAbsent(type, mapped.size()) == null) {
            mapped.add(type);
        }
    }

    /** @throws NotCacheableException if a column has a type that another node would not find */
    void write(Kryo kryo, Output output, CachedJdbcValuesMetadata metadata) {
        String[] names = RowMetadata.names(metadata);
        BasicType<?>[] columns = RowMetadata.types(metadata);
        output.writeVarInt(names.length, true);
        for (int i = 0; i < names.length; i++) {
            output.writeString(names[i]);
            writeType(kryo, output, columns[i]);
        }
        int[] indexes = RowMetadata.indexes(metadata);
        output.writeVarInt(indexes == null ? 0 : indexes.length, true);
        for (int i = 0; indexes != null && i < indexes.length; i++) {
            output.writeVarInt(indexes[i], false);
        }
    }

    private void writeType(Kryo kryo, Output output, @Nullable BasicType<?> type) {
        if (type == null) {
            output.writeByte(NONE);
            return;
        }
        Integer number = numbers.get(type);
        if (number != null) {
            output.writeByte(MAPPED);
            output.writeVarInt(number, true);
            return;
        }
        Class<?> javaClass = type.getJavaTypeDescriptor().getJavaTypeClass();
        JdbcType jdbcType = type.getJdbcType();
        Integer code = Stream.of(jdbcType.getDefaultSqlTypeCode(), jdbcType.getJdbcTypeCode())
                .filter(candidate -> isRegistered(type, javaClass, candidate))
                .findFirst()
                .orElseThrow(() -> new NotCacheableException("a column of the class " + javaClass.getName()
                        + " and the JDBC type " + jdbcType.getFriendlyName()
                        + ", a combination that is neither registered with Hibernate nor used by a mapped column"));
        output.writeByte(REGISTERED);
        kryo.writeClass(output, javaClass);
        output.writeVarInt(code, false);
    }

    /** Hibernate makes some types anew for each query, but their parts are registered. */
    @SuppressWarnings("deprecation")
    private boolean isRegistered(BasicType<?> type, Class<?> javaClass, int code) {
        if (!BaseTypes.contains(javaClass)
                || !types.getJdbcTypeRegistry().hasRegisteredDescriptor(code)
                || types.getJdbcTypeRegistry().getDescriptor(code) != type.getJdbcType()
                || types.getJavaTypeRegistry().getDescriptor(javaClass) != type.getJavaTypeDescriptor()) {
            return false;
        }
        BasicType<?> registered = registered(javaClass, code);
        return registered == type || type.getClass() == BasicTypeImpl.class;
    }

    @SuppressWarnings("deprecation") // from 6.6 to 8.0 there is no other way to a Java type that all releases have
    private BasicType<?> registered(Class<?> javaClass, int code) {
        JavaType<?> javaType = types.getJavaTypeRegistry().getDescriptor(javaClass);
        return types.getBasicTypeRegistry()
                .resolve(javaType, types.getJdbcTypeRegistry().getDescriptor(code));
    }

    CachedJdbcValuesMetadata read(Kryo kryo, Input input) {
        int length = QueryResultCodec.lengthOf(input);
        String[] names = new String[length];
        BasicType<?>[] columns = new BasicType<?>[length];
        for (int i = 0; i < length; i++) {
            names[i] = input.readString();
            columns[i] = readType(kryo, input);
        }
        int[] indexes = new int[QueryResultCodec.lengthOf(input)];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = input.readVarInt(false);
        }
        return RowMetadata.of(names, columns, indexes);
    }

    private @Nullable BasicType<?> readType(Kryo kryo, Input input) {
        switch (input.readByte()) {
            case NONE -> {
                return null;
            }
            case REGISTERED -> {
                Class<?> javaClass = Util.getWrapperClass(kryo.readClass(input).getType());
                int code = input.readVarInt(false);
                JdbcTypeRegistry codes = types.getJdbcTypeRegistry();
                if (!BaseTypes.contains(javaClass) || !codes.hasRegisteredDescriptor(code)) {
                    throw new IllegalArgumentException(
                            "No type of that kind is registered"); // asking for it would make one
                }
                return registered(javaClass, code);
            }
            case MAPPED -> {
                return mapped.get(input.readVarInt(true));
            }
            default -> throw new IllegalArgumentException("Not a column's type");
        }
    }
}
