package io.throughline.it.relay;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/** Decides what counts, and runs one count at a time. */
final class RoundTripCounter implements AutoCloseable {

    /** What client libraries send of their own accord when they connect, or to see whether the server is there. */
    private static final Set<String> CONNECTION_SET_UP = Set.of(
            "HELLO",
            "AUTH",
            "CLIENT",
            "SELECT",
            "PING",
            "INFO",
            "ROLE",
            "COMMAND",
            "READONLY",
            "READWRITE",
            "ASKING",
            "CLUSTER",
            "SENTINEL",
            "QUIT");

    private static final int QUIET_HOLDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private volatile Predicate<Command> ignored = Command::isBackground;
    private volatile long holdTicks = 20;
    private volatile RoundTripCount current;
    private HoldClock clock;

    void ignore(Predicate<Command> ignored) {
        this.ignored = ignored;
    }

    void hold(Duration hold) {
        holdTicks = hold.toMillis();
    }

    /** @return the count that this request is part of, or null */
    RoundTripCount arrived(Command command, int bytes) {
        RoundTripCount count = current;
        if (count == null || CONNECTION_SET_UP.contains(command.name()) || ignored.test(command)) {
            return null;
        }
        return count.arrived(command, bytes) ? count : null;
    }

    <E extends Exception> RoundTrips count(ThrowingRunnable<E> work) throws E {
        RoundTripCount count = begin();
        try {
            work.run();
        } finally {
            current = null;
        }
        return count.close();
    }

    <E extends Exception> RoundTrips countUntilQuiet(ThrowingRunnable<E> work) throws E {
        RoundTripCount count = begin();
        try {
            work.run();
            awaitQuiet(count);
        } finally {
            current = null;
        }
        return count.close();
    }

    @Override
    public synchronized void close() {
        if (clock != null) {
            clock.close();
        }
    }

    private synchronized RoundTripCount begin() {
        if (current != null) {
            throw new IllegalStateException("another count is running");
        }
        if (clock == null) {
            clock = new HoldClock();
        }
        current = new RoundTripCount(clock, holdTicks);
        return current;
    }

    private void awaitQuiet(RoundTripCount count) {
        long quiet = QUIET_HOLDS * holdTicks;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        count.workDone();
        while (!count.isQuietFor(quiet)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not quiet after " + PATIENCE + ": " + count.close());
            }
            try {
                clock.after(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for quiet", e);
            }
        }
    }
}
