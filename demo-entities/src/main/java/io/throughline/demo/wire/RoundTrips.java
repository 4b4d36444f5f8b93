package io.throughline.demo.wire;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts, over all connections of one node. A request begins a new round trip if it is the first, or if a reply has been delivered since the last
 * round trip began, because only then can the node have waited for a reply.
 */
final class RoundTrips {

    /** If nothing is under way and nothing has moved for this long, nothing more will come. */
    private static final long QUIET_TICKS = 60;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Set<Object> waiting = new HashSet<>();
    private boolean counting;
    private boolean replied = true;
    private final Ticks clock;
    private long lastMoved;
    private int count;

    RoundTrips(Ticks clock) {
        this.clock = clock;
    }

    synchronized void requested(Object connection) {
        if (counting && replied) {
            count++;
            replied = false;
        }
        waiting.add(connection);
        lastMoved = clock.now();
    }

    synchronized boolean isCounting() {
        return counting;
    }

    /** Whether the next reply on the connection is to a request of the kind that counts. */
    synchronized boolean isAwaited(Object connection) {
        return waiting.contains(connection);
    }

    /** The node is about to get a reply. */
    synchronized void delivered(Object connection) {
        waiting.remove(connection);
        replied = true;
        lastMoved = clock.now();
    }

    /** There will be no reply. */
    synchronized void lost(Object connection) {
        waiting.remove(connection);
    }

    synchronized void start() {
        counting = true;
        replied = true;
        count = 0;
    }

    /** Quiet begins now at the earliest: other threads may only just have been told to go on. */
    synchronized void workDone() {
        lastMoved = clock.now();
    }

    synchronized int stop() {
        counting = false;
        return count;
    }

    void awaitQuiet() {
        long start = System.nanoTime();
        while (!isQuiet()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("requests to Redis go on, or stay without a reply, for " + PATIENCE);
            }
            try {
                clock.pass(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while counting", e);
            }
        }
    }

    private synchronized boolean isQuiet() {
        return waiting.isEmpty() && clock.now() - lastMoved > QUIET_TICKS;
    }
}
