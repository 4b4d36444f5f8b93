package io.throughline.it.relay;

import java.util.ArrayList;
import java.util.List;

/**
 * One count in progress, over all connections: a request starts a new round trip if it is the first, or if the client
 * has got a counted reply since the last round trip started, since only then can it have waited for one.
 */
final class RoundTripCount {

    private final HoldClock clock;
    private final long hold;
    private final List<List<String>> bursts = new ArrayList<>();
    private boolean deliveredSinceBurst;
    private long bytesToRedis;
    private long bytesFromRedis;
    private int outstanding;
    private long lastEvent;
    private boolean closed;

    RoundTripCount(HoldClock clock, long hold) {
        this.clock = clock;
        this.hold = hold;
        lastEvent = clock.now();
    }

    /** @return whether it counts: not after the end */
    synchronized boolean arrived(Command command, int bytes) {
        if (closed) {
            return false;
        }
        if (bursts.isEmpty() || deliveredSinceBurst) {
            bursts.add(new ArrayList<>());
            deliveredSinceBurst = false;
        }
        bursts.get(bursts.size() - 1).add(command.toString());
        bytesToRedis += bytes;
        outstanding++;
        lastEvent = clock.now();
        return true;
    }

    /** A counted request's reply has come from Redis. @return what holds it */
    synchronized Gate replied(int bytes) {
        bytesFromRedis += bytes;
        return clock.after(hold);
    }

    /** The reply is about to go to the client. */
    synchronized void delivered() {
        deliveredSinceBurst = true;
        lost();
    }

    /** There will be no reply. */
    synchronized void lost() {
        outstanding--;
        lastEvent = clock.now();
    }

    /** Quiet begins now at the earliest: other threads may only just have been told to start. */
    synchronized void workDone() {
        lastEvent = clock.now();
    }

    synchronized boolean isQuietFor(long ticks) {
        return outstanding == 0 && clock.now() - lastEvent >= ticks;
    }

    synchronized RoundTrips close() {
        closed = true;
        return new RoundTrips(bursts, bytesToRedis, bytesFromRedis);
    }
}
