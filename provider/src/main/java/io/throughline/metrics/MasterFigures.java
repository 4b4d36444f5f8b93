package io.throughline.metrics;

import java.util.function.Supplier;

/** What is known of one master, from its last sample. It may be used by any thread. */
public final class MasterFigures {

    private final String master;
    private final Supplier<String> breaker;
    private volatile Sample sample = new Sample(0, 0, 0);

    /**
     * What the server reported about itself.
     *
     * @param evictions keys evicted for lack of memory since it started
     * @param usedBytes memory in use
     * @param mostBytes its {@code maxmemory}; 0: no limit
     */
    public record Sample(long evictions, long usedBytes, long mostBytes) {}

    MasterFigures(String master, Supplier<String> breaker) {
        this.master = master;
        this.breaker = breaker;
    }

    /** Its address, {@code host:port}. */
    public String master() {
        return master;
    }

    /** The state of its circuit breaker: {@code CLOSED}, {@code HALF_OPEN} or {@code OPEN}. */
    public String breaker() {
        return breaker.get();
    }

    public Sample sample() {
        return sample;
    }

    public void sampled(Sample now) {
        sample = now;
    }
}
