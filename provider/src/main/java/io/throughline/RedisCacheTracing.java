package io.throughline;

import io.opentelemetry.api.OpenTelemetry;
import io.throughline.tracing.Tracing;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one session factory's cache sends to Redis, as OpenTelemetry's spans: {@code new RedisCacheTracing(sessionFactory).bindTo(openTelemetry)}. A
 * span each for the pipelines of a transaction, before its commit and after it, and for a read that is slow; children of what is under way on the
 * thread that commits or reads. The spans are described in docs/tracing.md.
 *
 * <p>Needs {@code opentelemetry-api} on the class path; nothing else of the provider does. Safe for all threads.
 */
public final class RedisCacheTracing implements AutoCloseable {

    /** From when on a read is slow, unless said otherwise. */
    public static final Duration DEFAULT_SLOW_READ = Duration.ofMillis(50);

    private static final Duration LONGEST_SLOW_READ = Duration.ofHours(1);
    private static final String SCOPE = "io.throughline";

    private final Tracing tracing;
    private final Duration slowRead;
    private @Nullable OpenTelemetrySpans bound;

    /**
     * @param sessionFactory whose second-level cache it is about
     * @throws IllegalArgumentException if its second-level cache is not the one in Redis
     */
    public RedisCacheTracing(EntityManagerFactory sessionFactory) {
        this(sessionFactory, DEFAULT_SLOW_READ);
    }

    /**
     * @param sessionFactory whose second-level cache it is about
     * @param slowRead reads that take as long, or longer, get a span
     * @throws IllegalArgumentException if its second-level cache is not the one in Redis, or {@code slowRead} is out of bounds
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
     * From now on.
     *
     * @param openTelemetry where the spans go
     * @return this
     * @throws IllegalStateException if the session factory's cache is traced already
     */
    public synchronized RedisCacheTracing bindTo(OpenTelemetry openTelemetry) {
        OpenTelemetrySpans spans = new OpenTelemetrySpans(openTelemetry.getTracer(SCOPE), slowRead);
        tracing.bind(spans);
        bound = spans;
        return this;
    }

    /** No more spans. */
    @Override
    public synchronized void close() {
        if (bound != null) {
            tracing.unbind(bound);
            bound = null;
        }
    }
}
