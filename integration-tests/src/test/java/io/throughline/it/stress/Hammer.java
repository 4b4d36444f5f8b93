package io.throughline.it.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Threads that repeat something for a time. Can be used once. */
final class Hammer {

    private final List<Runnable> steps = new ArrayList<>();
    private volatile boolean running = true;

    /** A thread of its own repeats the step. */
    void repeat(Runnable step) {
        steps.add(step);
    }

    /** Whether a step that takes long may go on. */
    boolean isRunning() {
        return running;
    }

    /**
     * Ends when the time is over, when it is enough, or when a step has failed.
     *
     * @throws AssertionError if a step has failed
     */
    void run(Duration duration, BooleanSupplier enough) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> work = new ArrayList<>();
        steps.forEach(step -> work.add(threads.submit(() -> {
            while (running) {
                step.run();
            }
        })));
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end
                && !enough.getAsBoolean()
                && work.stream().noneMatch(Future::isDone)) {
            TimeUnit.MILLISECONDS.sleep(50); // the stress's own clock: nothing waits for it
        }
        running = false;
        threads.shutdown();
        for (Future<?> each : work) {
            try {
                each.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("A session failed", e.getCause());
            }
        }
    }

    /** For a relay: most commands pass, some are late, a few are so late that a whole transaction of another node fits in between. */
    static Duration delay() {
        int dice = ThreadLocalRandom.current().nextInt(1000);
        return dice < 850
                ? Duration.ZERO
                : Duration.ofMillis(dice < 990 ? ThreadLocalRandom.current().nextInt(1, 5) : 40);
    }

    /** So that there are hits as well: a writer or an evictor that never rests leaves nothing to read. */
    static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(millis));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
