package io.throughline.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of the JDK that ends all time limits of {@link CompletableFuture}. The first caller that needs it starts it. It never ends, and
 * keeps that caller's class loader. In an application server, an application that has started it can never be garbage collected.
 */
public final class DelayThread {

    private DelayThread() {}

    /** Makes the JDK start it on a thread of its own, unless it is already there. */
    public static void start() {
        CompletableFuture<Void> elsewhere = new CompletableFuture<>();
        CompletableFuture<Void> started =
                elsewhere.thenRunAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS));
        // completed there, the step above starts the thread with only the JDK's own frames on the stack
        elsewhere.completeAsync(() -> null, ForkJoinPool.commonPool());
        started.join();
    }
}
