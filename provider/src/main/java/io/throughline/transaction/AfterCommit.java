package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the second pipeline of a committed transaction runs: on the committing thread ({@code after_commit=sync}), or behind it
 * ({@code async}), while the locks protect its entries. It is bounded: when too many pipelines wait, a commit runs its own.
 *
 * <p>Safe for all threads.
 */
public final class AfterCommit implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 1000;

    private final @Nullable ThreadPoolExecutor behind;
    private final long drainMillis;
    private final AtomicInteger underWay = new AtomicInteger();

    private AfterCommit(@Nullable ThreadPoolExecutor behind, long drainMillis) {
        this.behind = behind;
        this.drainMillis = drainMillis;
    }

    /** The commit returns when Redis has the new state. */
    public static AfterCommit sync() {
        return new AfterCommit(null, 0);
    }

    /**
     * The commit returns when the database has the new state.
     *
     * @param drainMillis how long {@link #close} waits for pipelines under way: as long as the locks protect
     */
    public static AfterCommit async(long drainMillis) {
        ThreadPoolExecutor behind = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                AfterCommit::thread,
                (pipeline, pool) -> pipeline.run()); // on the committing thread: too many wait, or the end has come
        behind.allowCoreThreadTimeOut(true);
        return new AfterCommit(behind, drainMillis);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "throughline-after-commit");
        thread.setDaemon(true);
        return thread;
    }

    /** @param pipeline never throws */
    void run(Runnable pipeline) {
        if (behind == null || behind.isShutdown()) {
            pipeline.run();
        } else {
            underWay.incrementAndGet();
            try {
                behind.execute(() -> {
                    try {
                        pipeline.run();
                    } finally {
                        underWay.decrementAndGet();
                    }
                });
            } catch (Throwable e) { // no memory for a thread
                underWay.decrementAndGet();
                throw e;
            }
        }
    }

    /** How many pipelines wait for their turn. */
    public int waiting() {
        return behind == null ? 0 : behind.getQueue().size();
    }

    /** Waits for pipelines under way. What is not done in time is left to the locks, which run out. */
    @Override
    public void close() {
        if (behind == null) {
            return;
        }
        behind.shutdown();
        try {
            if (!behind.awaitTermination(drainMillis, TimeUnit.MILLISECONDS)) {
                giveUp(behind);
            }
        } catch (InterruptedException e) {
            giveUp(behind);
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(ThreadPoolExecutor pool) {
        CacheMessages.LOG.notDrained(underWay.get()); // includes those that run
        pool.shutdownNow();
    }
}
