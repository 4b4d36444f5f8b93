package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done for each hit so that it can be counted and traced costs no memory. */
@Timeout(120)
class CountingTest {

    private static final int CALLS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void aHitIsReadAndCountedWithoutAllocation(CountingBenchmark.Observed observed) {
        CountingBenchmark benchmark = new CountingBenchmark();
        benchmark.observed = observed;
        benchmark.setUp();
        try {
            long counted = benchmark.hits();
            int runs = runsUntilNothingIsAllocated(() -> {
                for (int i = 0; i < CALLS; i++) {
                    if (benchmark.counted() != benchmark.bare()) {
                        throw new AssertionError("other records");
                    }
                }
            });
            assertThat(benchmark.hits()).isEqualTo(counted + (long) runs * CALLS);
        } finally {
            benchmark.tearDown();
        }
    }

    /**
     * Not a byte, once the code is compiled as it is in the end: until then, and when classes are loaded, the JVM itself needs some.
     *
     * @return how many there were, the last one among them
     */
    private static int runsUntilNothingIsAllocated(Runnable work) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long least = Long.MAX_VALUE;
        int runs = 0;
        while (least > 0 && System.nanoTime() < end) {
            long before = allocated();
            work.run();
            least = Math.min(least, allocated() - before);
            runs++;
        }
        assertThat(least).as("bytes of %d calls, after %d runs", CALLS, runs).isZero();
        return runs;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
