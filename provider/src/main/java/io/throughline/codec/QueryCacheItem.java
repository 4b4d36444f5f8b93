package io.throughline.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.hibernate.cache.internal.QueryResultsCacheImpl;

/**
 * What Hibernate's query cache passes to its region and expects back: a public class in 6.6, package-private in 7.0, a private record since.
 * The names of its parts have not changed.
 */
public final class QueryCacheItem {

    private static final MethodHandle CONSTRUCTOR = constructor();
    private static final MethodHandle RESULTS = results();

    private QueryCacheItem() {}

    /** The rows of one of Hibernate's items. */
    public static List<?> rows(Object item) {
        try {
            return (List<?>) RESULTS.invoke(item);
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's query cache item cannot be read", e);
        }
    }

    /**
     * Makes one of Hibernate's items.
     *
     * @param timestamp what Hibernate will pass to {@code TimestampsCache.isUpToDate}
     */
    public static Object of(long timestamp, List<?> rows) {
        try {
            return CONSTRUCTOR.invoke(timestamp, rows);
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's query cache item cannot be created", e);
        }
    }

    private static Class<?> type() {
        for (Class<?> nested : QueryResultsCacheImpl.class.getDeclaredClasses()) {
            if (nested.getSimpleName().equals("CacheItem")) {
                return nested;
            }
        }
        throw new IllegalStateException("The query cache of this release of Hibernate lacks the expected items");
    }

    private static MethodHandle constructor() {
        try {
            return lookup().findConstructor(type(), MethodType.methodType(void.class, long.class, List.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The query cache items of this release of Hibernate lack the expected constructor", e);
        }
    }

    private static MethodHandle results() {
        try {
            return lookup().unreflectGetter(type().getDeclaredField("results"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The query cache items of this release of Hibernate lack the expected results", e);
        }
    }

    private static MethodHandles.Lookup lookup() throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type(), MethodHandles.lookup());
    }
}
