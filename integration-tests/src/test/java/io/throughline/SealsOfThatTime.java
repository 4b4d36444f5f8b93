package io.throughline;

import java.util.function.LongSupplier;

/** Takes the age of sealed bodies as it was at that time: what was sealed years ago opens as it did then. */
public final class SealsOfThatTime extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    private final long micros;

    /** @param micros of the server's clock */
    public SealsOfThatTime(long micros) {
        this.micros = micros;
    }

    @Override
    LongSupplier sealClock(LongSupplier atLeast) {
        return () -> micros;
    }
}
