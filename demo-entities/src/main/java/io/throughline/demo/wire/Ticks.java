package io.throughline.demo.wire;

/**
 * Time as this process experiences it, in ticks of at least a millisecond. If a busy machine stops the process, the ticks stop too, and the node
 * loses none of the time that it is given.
 */
final class Ticks implements AutoCloseable {

    private final Thread thread = new Thread(this::run, "relay-clock");
    private long now;

    Ticks() {
        thread.setDaemon(true);
        thread.start();
    }

    synchronized long now() {
        return now;
    }

    /** Waits until as many have passed, at least. */
    synchronized void pass(long ticks) throws InterruptedException {
        long due = now + ticks + 1;
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

    @Override
    public void close() {
        thread.interrupt();
    }
}
