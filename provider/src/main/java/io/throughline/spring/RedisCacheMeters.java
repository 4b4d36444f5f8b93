package io.throughline.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.throughline.RedisCacheMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The meters of all session factories of the application that use the Redis cache. Each meter has the tag {@code entityManagerFactory}, which Spring Boot also
 * gives to Hibernate's own meters.
 *
 * <p>Spring Boot binds it when all beans exist.
 */
final class RedisCacheMeters implements MeterBinder, AutoCloseable {

    private final SessionFactories sessionFactories;
    private final List<RedisCacheMetrics> bound = new CopyOnWriteArrayList<>();

    RedisCacheMeters(SessionFactories sessionFactories) {
        this.sessionFactories = sessionFactories;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        sessionFactories.forEach((name, factory) -> {
            RedisCacheMetrics metrics = new RedisCacheMetrics(factory, Tags.of(SessionFactories.SUFFIX, name));
            metrics.bindTo(registry);
            bound.add(metrics);
        });
    }

    @Override
    public void close() {
        bound.forEach(RedisCacheMetrics::close);
        bound.clear();
    }
}
