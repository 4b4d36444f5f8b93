package io.throughline.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of the JDK by which all time limits of {@link CompletableFuture} run out. It is started by whoever needs it first, never ends, and keeps that caller's class loader: in a
 * server an application that has started it can never be collected.
 */
public final class DelayThread {

    private DelayThread() {}

    /** Has the JDK start it by a thread of its own, unless it is there already. */
    public static void start() {
        CompletableFuture<Void> elsewhere = new CompletableFuture<>();
        CompletableFuture<Void> started =
                elsewhere.thenRunAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS));
        // completed there, the step above is handed on with nothing but the JDK's own frames on the stack
        elsewhere.completeAsync(() -> null, ForkJoinPool.commonPool());
        started.join();
    }
}
