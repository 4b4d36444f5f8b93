package io.throughline;

import io.opentelemetry.api.OpenTelemetry;
import io.throughline.tracing.Tracing;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry spans of what one session factory's cache sends to Redis: {@code new RedisCacheTracing(sessionFactory).bindTo(openTelemetry)}. There is
 * one span for each pipeline of a transaction, before and after its commit, and one for each slow read. A span is a child of the span that is current on the
 * thread that commits or reads. docs/tracing.md describes the spans.
 *
 * <p>This class needs {@code opentelemetry-api} on the class path; nothing else in the provider does. It may be used by any thread.
 */
public final class RedisCacheTracing implements AutoCloseable {

    /** The default duration from which a read counts as slow. */
    public static final Duration DEFAULT_SLOW_READ = Duration.ofMillis(50);

    private static final Duration LONGEST_SLOW_READ = Duration.ofHours(1);
    private static final String SCOPE = "io.throughline";

    private final Tracing tracing;
    private final Duration slowRead;
    private @Nullable OpenTelemetrySpans bound;

    /**
     * @param sessionFactory whose second-level cache is traced
     * @throws IllegalArgumentException if its second-level cache is not the Redis cache
     */
    public RedisCacheTracing(EntityManagerFactory sessionFactory) {
        this(sessionFactory, DEFAULT_SLOW_READ);
    }

    /**
     * @param sessionFactory whose second-level cache is traced
     * @param slowRead a read that takes at least this long gets a span
     * @throws IllegalArgumentException if its second-level cache is not the Redis cache, or {@code slowRead} is out of bounds
     */
    public RedisCacheTracing(EntityManagerFactory sessionFactory, Duration slowRead) {
        if (slowRead.isZero() || slowRead.isNegative() || slowRead.compareTo(LONGEST_SLOW_READ) > 0) {
            throw new IllegalArgumentException("slowRead=" + slowRead
                    + " is not accepted; accepted: a duration longer than zero, up to " + LONGEST_SLOW_READ);
        }
        this.tracing = RedisRegionFactory.of(sessionFactory).tracing();
        this.slowRead = slowRead;
    }

    /**
     * Begins to make spans.
     *
     * @param openTelemetry where the spans go
     * @return this
     * @throws IllegalStateException if the session factory's cache is already traced
     */
    public synchronized RedisCacheTracing bindTo(OpenTelemetry openTelemetry) {
        OpenTelemetrySpans spans = new OpenTelemetrySpans(openTelemetry.getTracer(SCOPE), slowRead);
        tracing.bind(spans);
        bound = spans;
        return this;
    }

    /** Ends tracing: no more spans are made. */
    @Override
    public synchronized void close() {
        if (bound != null) {
            tracing.unbind(bound);
            bound = null;
        }
    }
}
