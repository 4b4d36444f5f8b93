package io.throughline.protocol;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task run at a time. A task that has not ended its turn after a while loses the turn. The end of an asynchronous task may never be reported
 * if memory was short at that moment.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Turns {

    private final long longestNanos;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Turn> taken = new AtomicReference<>();

    /** Ends with {@link #end}. A task that has lost its turn does not end another task's turn. */
    public final class Turn {

        private final long begun = nanoTime.getAsLong();

        private Turn() {}

        public void end() {
            taken.compareAndSet(this, null);
        }
    }

    /**
     * @param longestNanos much longer than any turn takes
     * @param nanoTime as {@link System#nanoTime}
     */
    public Turns(long longestNanos, LongSupplier nanoTime) {
        this.longestNanos = longestNanos;
        this.nanoTime = nanoTime;
    }

    /** {@return a turn, or {@code null} if another task has it} */
    public @Nullable Turn take() {
        Turn other = taken.get();
        if (other != null && nanoTime.getAsLong() - other.begun < longestNanos) {
            return null;
        }
        Turn turn = new Turn();
        return taken.compareAndSet(other, turn) ? turn : null;
    }
}
