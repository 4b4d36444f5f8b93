package io.throughline.benchmarks.yardstick;

import io.throughline.RedisCacheStatus;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;

/**
 * Reads everything until it is where it is measured: a slow start, or a node that keeps near only what it reads some seconds after it has joined, would
 * otherwise leave some of it elsewhere. This is a class of its own because the class path of the redisson-hibernate contender has nothing of what it needs.
 */
final class Filling {

    /** All items; of each basket the entity and its collection; the result of the query for each shelf. */
    private static final int ENTRIES = Operation.ROWS + 3 * Operation.SHELVES;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private Filling() {}

    /** @throws IllegalStateException if not everything is in Redis within a minute */
    static void untilAllHit(SessionFactory factory) {
        RedisCacheStatus status = new RedisCacheStatus(factory);
        until(
                () -> {
                    long before = misses(status);
                    factory.inTransaction(Operation::readAll);
                    return misses(status) == before;
                },
                () -> "reading everything still misses after " + misses(status) + " misses");
    }

    /** @throws IllegalStateException if not everything is near within a minute */
    static void untilAllNear(SessionFactory factory) {
        RedisCacheStatus.Near near = new RedisCacheStatus(factory).getNear();
        until(
                () -> {
                    factory.inTransaction(Operation::readAll);
                    return near.getEntries() >= ENTRIES;
                },
                () -> near.getEntries() + " of " + ENTRIES + " entries are near, lease held: " + near.isLeaseHeld());
    }

    private static long misses(RedisCacheStatus status) {
        return status.getRegions().stream()
                .mapToLong(RedisCacheStatus.Region::getMisses)
                .sum();
    }

    /** @param done reads everything once, and says whether that was enough */
    private static void until(BooleanSupplier done, Supplier<String> failure) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(failure.get());
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }
}
