package io.throughline.transaction;

import io.throughline.protocol.SpaceAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks of query spaces that are changed by sessions which Hibernate does not name. Nobody will report when the change is done, so the marks
 * run out. A mark that has at least half its time left also serves the next change; otherwise each row would cost a round trip.
 *
 * <p>Safe for all threads.
 */
public final class UntoldMarks {

    private final AtOnce atOnce;
    private final long serveNanos;
    private final Map<SpaceAddress, Long> markedAt = new ConcurrentHashMap<>();

    /** @param lockTimeoutNanos how long a mark lasts */
    public UntoldMarks(AtOnce atOnce, long lockTimeoutNanos) {
        this.atOnce = atOnce;
        this.serveNanos = lockTimeoutNanos / 2;
    }

    /** @throws org.hibernate.cache.CacheException if a mark cannot be placed and {@code on_failure=reject} */
    public void mark(Collection<SpaceAddress> spaces) {
        long now = System.nanoTime();
        for (SpaceAddress space : spaces) {
            Long marked = markedAt.get(space);
            if (marked == null || now - marked >= serveNanos) {
                atOnce.markUntilItRunsOut(space);
                markedAt.put(space, now); // when it was requested, which is before it was placed
            }
        }
    }
}
