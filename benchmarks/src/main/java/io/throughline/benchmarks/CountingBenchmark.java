package io.throughline.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.RedisRegionFactory;
import io.throughline.demo.shop.Currency;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RegionAddress;
import io.throughline.tracing.Trace;
import io.throughline.tracing.Tracer;
import io.throughline.tracing.Tracing;
import io.throughline.transaction.TimedReads;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What counting, and looking for slow reads, cost a hit: only the code that a read goes through, without decoding, and with a pipeline that answers
 * at once in place of Redis.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountingBenchmark {

    /** Who observes the cache. */
    public enum Observed {
        /** No registry, no tracing. */
        NOTHING,
        /** A registry. */
        MICROMETER,
        /** A registry and a tracing, for which this read is not slow. */
        MICROMETER_AND_TRACING
    }

    private static final int BODY_BYTES = 56;
    private static final long NEVER_SLOW = Long.MAX_VALUE;

    @Param
    Observed observed;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EntryAddress entry = new RegionAddress("shop", "r", 1000, false, false).entry("1");
    private final Pipeline pipeline = new AnsweringPipeline(new EntryRecords(new byte[0], new byte[0]));
    private SessionFactory factory;
    private RegionActivity region;
    private TimedReads reads;

    /** A session factory that reaches no database and no Redis: nothing is asked of either. */
    @Setup
    public void setUp() {
        StandardServiceRegistryBuilder services = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.dialect", PostgreSQLDialect.class.getName())
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", "false")
                .applySetting("hibernate.cache.region.factory_class", "redis")
                .applySetting("hibernate.cache.redis.uri", "redis://127.0.0.1:1");
        factory = new MetadataSources(services.build())
                .addAnnotatedClasses(Currency.class)
                .buildMetadata()
                .buildSessionFactory();
        RedisRegionFactory cache = (RedisRegionFactory)
                ((SessionFactoryImplementor) factory).getCache().getRegionFactory();
        region = cache.activity().named(Currency.class.getName());
        if (observed != Observed.NOTHING) {
            new RedisCacheMetrics(factory).bindTo(registry);
        }
        Tracing tracing = new Tracing();
        if (observed == Observed.MICROMETER_AND_TRACING) {
            tracing.bind(new Tracer() {
                @Override
                public Trace current() {
                    return Trace.NONE;
                }

                @Override
                public long slowReadNanos() {
                    return NEVER_SLOW;
                }
            });
        }
        reads = new TimedReads(pipeline, tracing);
    }

    @TearDown
    public void tearDown() {
        factory.close();
    }

    /** The baseline, without counting. */
    @Benchmark
    public EntryRecords bare() {
        return pipeline.read(entry);
    }

    @Benchmark
    public EntryRecords counted() {
        EntryRecords records = reads.one(entry);
        region.hit(BODY_BYTES);
        return records;
    }

    /** The hits counted so far, as the bound registry reports them. */
    long hits() {
        if (observed == Observed.NOTHING) {
            return region.of(RegionActivity.Get.HIT);
        }
        return (long) registry.get("throughline.cache.gets")
                .tags("region", Currency.class.getName(), "result", "hit")
                .functionCounter()
                .count();
    }
}
