package io.throughline.near;

import java.util.concurrent.atomic.AtomicLong;

/** Which a test lets jump, together or alone. */
final class JumpingClocks implements Lease.Clocks {

    static final long MILLI = 1_000_000;

    final AtomicLong nanos = new AtomicLong();
    final AtomicLong wallMillis = new AtomicLong(1_700_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long wallMillis() {
        return wallMillis.get();
    }

    void jump(long millis) {
        nanos.addAndGet(millis * MILLI);
        wallMillis.addAndGet(millis);
    }
}
