package io.throughline.transaction;

/**
 * What a thread has evicted without naming a session, through Hibernate's or JPA's {@code Cache}: what its session has fetched before is not served then. For
 * changes that Hibernate is not told of that is the way out, and such a session is mostly the one that has made them.
 */
public final class Evictions {

    private final ThreadLocal<long[]> ofThread = ThreadLocal.withInitial(() -> new long[1]);

    /** How many the calling thread has made. */
    long count() {
        return ofThread.get()[0];
    }

    /** The calling thread makes one. */
    void made() {
        ofThread.get()[0]++;
    }
}
