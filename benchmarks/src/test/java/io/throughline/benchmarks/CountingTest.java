package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done for each hit so that it can be counted and traced costs no memory. */
class CountingTest {

    /** So few that the compiler which could optimize an allocation away has not begun: what is seen is what the code does. */
    private static final int CALLS = 500;

    private static final int RUNS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void aHitIsReadAndCountedWithoutAllocation(CountingBenchmark.Observed observed) {
        CountingBenchmark benchmark = new CountingBenchmark();
        benchmark.observed = observed;
        benchmark.setUp();
        try {
            long counted = benchmark.hits();
            long least = leastAllocated(() -> {
                for (int i = 0; i < CALLS; i++) {
                    if (benchmark.counted() != benchmark.bare()) {
                        throw new AssertionError("other records");
                    }
                }
            });
            assertThat(least).as("bytes of %d calls", CALLS).isZero();
            assertThat(benchmark.hits()).isEqualTo(counted + RUNS * CALLS);
        } finally {
            benchmark.tearDown();
        }
    }

    /** The first run also allocates what classes need that are loaded in it. */
    private static long leastAllocated(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long before = allocated();
            work.run();
            least = Math.min(least, allocated() - before);
        }
        return least;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
