package io.throughline.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.StripeAndEntry;
import io.throughline.protocol.RegionAddress;
import io.throughline.tracing.Tracing;
import io.throughline.transaction.TimedReads;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done for each hit so that it can be counted and traced costs no memory. */
@Timeout(120)
class CountingTest {

    private static final int CALLS = 100_000;
    private static final int RUNS = 10;
    private static final int BODY = 123;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** @param bound whether a registry is */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHitIsCountedWithoutAllocation(boolean bound) {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Node node = Node.on(
                        TestServers.postgres().createDatabase(),
                        TestServers.redis().uri())
                .entities(Counter.class)
                .start()) {
            if (bound) {
                new RedisCacheMetrics(node.factory()).bindTo(registry);
            }
            CacheActivity activity = node.activity();
            RegionActivity region = activity.named(Counter.class.getName());
            assertAllocatesNothing(() -> {
                for (int i = 0; i < CALLS; i++) {
                    region.hit(BODY);
                }
            });
            assertThat(activity.of(CacheActivity.Event.HIT)).isGreaterThanOrEqualTo(CALLS);
            assertThat(region.bytesDecoded()).isEqualTo(activity.of(CacheActivity.Event.HIT) * BODY);
            if (bound) {
                assertThat(registry.get("throughline.cache.gets")
                                .tags("region", Counter.class.getName(), "result", "hit")
                                .functionCounter()
                                .count())
                        .isEqualTo(activity.of(CacheActivity.Event.HIT));
            }
        }
    }

    @Test
    void aReadThatNobodyTracesIsReadWithoutAllocation() {
        EntryAddress entry = new RegionAddress("n", "r", 1000, false).entry("1");
        StripeAndEntry records = new StripeAndEntry(null, null);
        TimedReads reads = new TimedReads(new AnsweringPipeline(records), new Tracing());
        assertAllocatesNothing(() -> {
            for (int i = 0; i < CALLS; i++) {
                if (reads.one(entry) != records) {
                    throw new AssertionError("other records");
                }
            }
        });
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
