package io.throughline;

import java.util.function.LongSupplier;

/** Prefetched entries are served however slow the machine is, so that round trips can be counted. */
public final class StoppedPrefetchClock extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    @Override
    LongSupplier prefetchClock() {
        return () -> 0;
    }
}
