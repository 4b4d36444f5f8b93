package io.throughline.it.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a message has to pass before it goes on. Once open it stays open. */
interface Gate {

    boolean isOpen();

    void await() throws InterruptedException;

    /** Opens after a time, counted from now. */
    static Gate after(Duration delay) {
        long due = System.nanoTime() + delay.toNanos();
        return new Gate() {
            @Override
            public boolean isOpen() {
                return due - System.nanoTime() <= 0;
            }

            @Override
            public void await() throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
        };
    }
}
