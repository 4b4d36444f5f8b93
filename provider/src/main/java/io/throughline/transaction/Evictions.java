package io.throughline.transaction;

/**
 * What a thread has evicted without naming a session, through Hibernate's or JPA's {@code Cache}. What its session fetched before is then not served. Such evictions are the
 * remedy for changes that Hibernate is not told of, and usually the same session has made these changes.
 */
public final class Evictions {

    private final ThreadLocal<long[]> ofThread = ThreadLocal.withInitial(() -> new long[1]);

    /** How many evictions the calling thread has made. */
    long count() {
        return ofThread.get()[0];
    }

    /** The calling thread makes an eviction. */
    void made() {
        ofThread.get()[0]++;
    }
}
