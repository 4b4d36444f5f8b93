package io.throughline.codec;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;

/** Makes Hibernate's cache entries from their state. The constructors that do this are package-private in every release. */
final class HibernateEntries {

    private static final MethodHandle ENTITY =
            constructor(StandardCacheEntryImpl.class, Serializable[].class, String.class, Object.class);
    private static final MethodHandle COLLECTION = constructor(CollectionCacheEntry.class, Serializable.class);

    private HibernateEntries() {}

    static StandardCacheEntryImpl entity(Serializable[] state, String entityName, Object version) {
        try {
            return (StandardCacheEntryImpl) ENTITY.invokeExact(state, entityName, version);
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's entity entry cannot be created", e);
        }
    }

    static CollectionCacheEntry collection(Serializable state) {
        try {
            return (CollectionCacheEntry) COLLECTION.invokeExact(state);
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's collection entry cannot be created", e);
        }
    }

    private static MethodHandle constructor(Class<?> type, Class<?>... parameters) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This release of Hibernate lacks the expected " + type.getName(), e);
        }
    }
}
