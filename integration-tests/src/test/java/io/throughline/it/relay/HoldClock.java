package io.throughline.it.relay;

/**
 * Time as this process lives it, in ticks of at least a millisecond.
 *
 * <p>Replies are held so that a client has the time to send all that it would send without them. The client lives in
 * this JVM: when a garbage collection or a busy machine stops it, wall-clock time would go on, the reply would go out
 * at once after, and one burst would be counted as two. These ticks stop together with the client.
 */
final class HoldClock implements AutoCloseable {

    private final Thread thread = new Thread(this::run, "relay-clock");
    private long now;

    HoldClock() {
        thread.setDaemon(true);
        thread.start();
    }

    synchronized long now() {
        return now;
    }

    /** Opens when at least {@code ticks} have passed. */
    Gate after(long ticks) {
        long due = now() + ticks + 1;
        return new Gate() {
            @Override
            public boolean isOpen() {
                return now() >= due;
            }

            @Override
            public void await() throws InterruptedException {
                awaitTick(due);
            }
        };
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private synchronized void awaitTick(long due) throws InterruptedException {
        while (now < due) {
            wait();
        }
    }

    private synchronized void tick() {
        now++;
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(1);
                tick();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }
}
