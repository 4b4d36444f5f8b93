package io.throughline.inspect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes calls one after the other, with a pause after each: nine times as long as the call took, but at least the given pause, and at most a second.
 * A server that answers within a tenth of a second is therefore busy with them for a tenth of the time. For one thread.
 */
final class Pace {

    private static final int PAUSES_A_CALL = 9;
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final long shortestNanos;
    private final Sleeper sleeper;
    private int calls;
    private long waited;

    /** Waits; in tests it only records for how long. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    Pace(Duration shortest) {
        this(shortest, TimeUnit.NANOSECONDS::sleep);
    }

    Pace(Duration shortest, Sleeper sleeper) {
        this.shortestNanos = shortest.toNanos();
        this.sleeper = sleeper;
    }

    /** Makes the call, then pauses. */
    <T> T call(Supplier<T> call) throws InterruptedException {
        long begun = System.nanoTime();
        T answer = call.get();
        long took = System.nanoTime() - begun;
        calls++;
        waited += took;
        sleeper.sleep(Math.max(shortestNanos, Math.min(LONGEST_NANOS, PAUSES_A_CALL * took)));
        return answer;
    }

    int calls() {
        return calls;
    }

    /** How long all calls have taken, the network included. */
    Duration waited() {
        return Duration.ofNanos(waited);
    }
}
