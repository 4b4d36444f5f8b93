package io.throughline.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata;
import org.hibernate.type.BasicType;
import org.jspecify.annotations.Nullable;

/** The fields of Hibernate's metadata of cached rows. They are private in every release; the third came with 7.1. */
final class RowMetadata {

    private static final MethodHandle NAMES = getter("columnNames");
    private static final MethodHandle TYPES = getter("types");
    private static final boolean HAS_INDEXES = hasIndexes();
    private static final @Nullable MethodHandle INDEXES = HAS_INDEXES ? getter("valueIndexesToCacheIndexes") : null;
    private static final MethodHandle CONSTRUCTOR = constructor();

    private RowMetadata() {}

    static String[] names(CachedJdbcValuesMetadata metadata) {
        return (String[]) get(NAMES, metadata);
    }

    static BasicType<?>[] types(CachedJdbcValuesMetadata metadata) {
        return (BasicType<?>[]) get(TYPES, metadata);
    }

    /** {@code null} if this release has none. */
    static int @Nullable [] indexes(CachedJdbcValuesMetadata metadata) {
        return INDEXES == null ? null : (int[]) get(INDEXES, metadata);
    }

    static CachedJdbcValuesMetadata of(String[] names, BasicType<?>[] types, int[] indexes) {
        try {
            return (CachedJdbcValuesMetadata)
                    (HAS_INDEXES ? CONSTRUCTOR.invoke(names, types, indexes) : CONSTRUCTOR.invoke(names, types));
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's metadata of cached rows cannot be created", e);
        }
    }

    private static Object get(MethodHandle getter, CachedJdbcValuesMetadata metadata) {
        try {
            return getter.invoke(metadata);
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's metadata of cached rows cannot be read", e);
        }
    }

    private static boolean hasIndexes() {
        for (Field field : CachedJdbcValuesMetadata.class.getDeclaredFields()) {
            if (field.getName().equals("valueIndexesToCacheIndexes")) {
                return true;
            }
        }
        return false;
    }

    private static MethodHandle getter(String field) {
        try {
            return MethodHandles.privateLookupIn(CachedJdbcValuesMetadata.class, MethodHandles.lookup())
                    .unreflectGetter(CachedJdbcValuesMetadata.class.getDeclaredField(field));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This release of Hibernate lacks the expected " + field + " of cached rows", e);
        }
    }

    private static MethodHandle constructor() {
        MethodType type = HAS_INDEXES
                ? MethodType.methodType(void.class, String[].class, BasicType[].class, int[].class)
                : MethodType.methodType(void.class, String[].class, BasicType[].class);
        try {
            return MethodHandles.publicLookup().findConstructor(CachedJdbcValuesMetadata.class, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This release of Hibernate lacks the expected metadata of cached rows", e);
        }
    }
}
