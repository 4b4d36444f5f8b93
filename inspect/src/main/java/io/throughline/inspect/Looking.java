package io.throughline.inspect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether somebody is looking at the page: whatever costs a server anything is done only then. Safe for all threads. */
final class Looking {

    private final long lastsNanos;
    private long looked;
    private boolean ever;

    /** @param lasts a page that has asked for nothing for this long is closed, or hidden */
    Looking(Duration lasts) {
        this.lastsNanos = lasts.toNanos();
    }

    /** The page has asked for something. */
    synchronized void look() {
        looked = System.nanoTime();
        ever = true;
        notifyAll();
    }

    synchronized boolean isGoingOn() {
        return ever && System.nanoTime() - looked < lastsNanos;
    }

    /** Waits until somebody is looking. */
    synchronized void await() throws InterruptedException {
        while (!isGoingOn()) {
            wait();
        }
    }

    /** Waits for this long, whether somebody is looking or not. */
    static void rest(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
