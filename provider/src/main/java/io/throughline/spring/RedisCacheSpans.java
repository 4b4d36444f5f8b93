package io.throughline.spring;

import io.opentelemetry.api.OpenTelemetry;
import io.throughline.RedisCacheTracing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Binds the spans of all session factories of the application that use the Redis cache, once all beans exist. */
final class RedisCacheSpans implements SmartInitializingSingleton, AutoCloseable {

    private final SessionFactories sessionFactories;
    private final OpenTelemetry openTelemetry;
    private final List<RedisCacheTracing> bound = new CopyOnWriteArrayList<>();

    RedisCacheSpans(SessionFactories sessionFactories, OpenTelemetry openTelemetry) {
        this.sessionFactories = sessionFactories;
        this.openTelemetry = openTelemetry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        sessionFactories.forEach((name, factory) -> bound.add(new RedisCacheTracing(factory).bindTo(openTelemetry)));
    }

    @Override
    public void close() {
        bound.forEach(RedisCacheTracing::close);
        bound.clear();
    }
}
