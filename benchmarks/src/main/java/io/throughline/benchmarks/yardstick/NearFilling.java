package io.throughline.benchmarks.yardstick;

import io.throughline.RedisCacheStatus;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.SessionFactory;

/**
 * Reads everything until it is near. A node keeps near only what it reads some seconds after it has joined. A warm-up of fixed length might therefore
 * measure reads from Redis. This is a class of its own because the class path of the redisson-hibernate contender has nothing of what it needs.
 */
final class NearFilling {

    /** All items; of each basket the entity and its collection; the result of the query for each shelf. */
    private static final int ENTRIES = Operation.ROWS + 3 * Operation.SHELVES;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private NearFilling() {}

    /** @throws IllegalStateException if not everything is near within a minute */
    static void fill(SessionFactory factory) {
        RedisCacheStatus.Near near = new RedisCacheStatus(factory).getNear();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (near.getEntries() < ENTRIES) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        near.getEntries() + " of " + ENTRIES + " entries are near, lease held: " + near.isLeaseHeld());
            }
            factory.inTransaction(Operation::readAll);
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }
}
