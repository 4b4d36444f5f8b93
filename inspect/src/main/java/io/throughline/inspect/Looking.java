package io.throughline.inspect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether somebody looks at the page: what costs a server anything is done for him alone. Safe for all threads. */
final class Looking {

    private final long lastsNanos;
    private long looked;
    private boolean ever;

    /** @param lasts a page that has asked for nothing for so long is closed, or hidden */
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

    /** Waits until somebody looks. */
    synchronized void await() throws InterruptedException {
        while (!isGoingOn()) {
            wait();
        }
    }

    /** Waits for so long, whether somebody looks or not. */
    static void rest(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
