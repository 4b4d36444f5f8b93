package io.throughline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** While it is switched on, no heartbeat gets as far as asking a server: the first thing that a heartbeat looks at throws an Error. */
public final class FailingHeartbeatClock extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    private final AtomicInteger thrown = new AtomicInteger();
    private volatile boolean failing;

    public void fail(boolean now) {
        failing = now;
    }

    /** How many heartbeats have ended so. */
    public int thrown() {
        return thrown.get();
    }

    @Override
    LongSupplier nanoTime() {
        return () -> {
            if (failing && Thread.currentThread().getName().equals("throughline-heartbeat")) {
                thrown.incrementAndGet();
                throw new OutOfMemoryError("as the test wants it");
            }
            return System.nanoTime();
        };
    }
}
