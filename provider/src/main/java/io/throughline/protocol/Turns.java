package io.throughline.protocol;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One at a time. Who has not ended its turn after a while has lost it: the end of what runs asynchronously may never be told, if memory was short when it came.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Turns {

    private final long longestNanos;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Turn> taken = new AtomicReference<>();

    /** Ends with {@link #end}; what has lost its turn ends nobody else's. */
    public final class Turn {

        private final long begun = nanoTime.getAsLong();

        private Turn() {}

        public void end() {
            taken.compareAndSet(this, null);
        }
    }

    /**
     * @param longestNanos much longer than any takes
     * @param nanoTime as {@link System#nanoTime}
     */
    public Turns(long longestNanos, LongSupplier nanoTime) {
        this.longestNanos = longestNanos;
        this.nanoTime = nanoTime;
    }

    /** {@return a turn, or {@code null} if somebody has it} */
    public @Nullable Turn take() {
        Turn other = taken.get();
        if (other != null && nanoTime.getAsLong() - other.begun < longestNanos) {
            return null;
        }
        Turn turn = new Turn();
        return taken.compareAndSet(other, turn) ? turn : null;
    }
}
