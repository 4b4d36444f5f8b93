package io.throughline.it.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Holds one command (or every one) that matches, before it reaches Redis or on its reply's way back, until released:
 * the latch that forces an interleaving. Once released it matches nothing more.
 */
public final class Stall implements AutoCloseable {

    private final Predicate<Command> which;
    private final boolean every;
    private final List<Command> held = new ArrayList<>();
    private boolean claimed;
    private boolean released;

    Stall(Predicate<Command> which, boolean every) {
        this.which = which;
        this.every = every;
    }

    /** Blocks until a command is held; all that went before it on its connection is through. */
    public void awaitStalled(Duration patience) {
        awaitStalled(1, patience);
    }

    /** As many are held at a time as there are connections: further ones on a connection wait behind its first. */
    public synchronized void awaitStalled(int commands, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (held.size() < commands) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("after " + patience + " only " + held + " stalled, not " + commands);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a stall", e);
            }
        }
    }

    /** Those that are, or were, held. */
    public synchronized List<Command> held() {
        return List.copyOf(held);
    }

    public synchronized void release() {
        released = true;
        notifyAll();
    }

    /** The same as {@link #release}, for a try block. */
    @Override
    public void close() {
        release();
    }

    synchronized boolean claims(Command command) {
        if (released || claimed && !every || !which.test(command)) {
            return false;
        }
        claimed = true;
        return true;
    }

    Gate gateFor(Command command) {
        return new Gate() {
            @Override
            public boolean isOpen() {
                return isReleased();
            }

            @Override
            public void await() throws InterruptedException {
                hold(command);
            }
        };
    }

    synchronized boolean isReleased() {
        return released;
    }

    private synchronized void hold(Command command) throws InterruptedException {
        held.add(command);
        notifyAll();
        while (!released) {
            wait();
        }
    }
}
