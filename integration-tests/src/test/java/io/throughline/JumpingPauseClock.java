package io.throughline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets a node find that it stood still. */
public final class JumpingPauseClock extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    private final AtomicLong ahead = new AtomicLong();

    /** So much has passed since the node last looked. */
    public void jump(Duration by) {
        ahead.addAndGet(by.toNanos());
    }

    @Override
    LongSupplier pauseClock() {
        return () -> System.nanoTime() + ahead.get();
    }
}
