package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done for each hit so that it can be counted and traced costs no memory. */
@Timeout(120)
class CountingTest {

    private static final int CALLS = 100_000;
    private static final int RUNS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void aHitIsReadAndCountedWithoutAllocation(CountingBenchmark.Observed observed) {
        CountingBenchmark benchmark = new CountingBenchmark();
        benchmark.observed = observed;
        benchmark.setUp();
        try {
            long counted = benchmark.hits();
            assertAllocatesNothing(() -> {
                for (int i = 0; i < CALLS; i++) {
                    if (benchmark.counted() != benchmark.bare()) {
                        throw new AssertionError("other records");
                    }
                }
            });
            assertThat(benchmark.hits()).isEqualTo(counted + (RUNS + 1) * CALLS);
        } finally {
            benchmark.tearDown();
        }
    }

    /** Not a byte; what the JVM itself needs now and then, when classes are loaded and code is compiled, it does not need each time. */
    private static void assertAllocatesNothing(Runnable work) {
        work.run();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long before = allocated();
            work.run();
            least = Math.min(least, allocated() - before);
        }
        assertThat(least).as("bytes").isZero();
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
