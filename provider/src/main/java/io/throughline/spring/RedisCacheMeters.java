package io.throughline.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.throughline.RedisCacheMetrics;
import io.throughline.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The meters of all session factories of the application that have their cache in Redis. Each meter has the tag {@code entityManagerFactory}, as Spring Boot
 * gives it to Hibernate's own: the name of the bean, without {@code EntityManagerFactory} at its end if more is left.
 *
 * <p>Bound by Spring Boot when all beans are there.
 */
final class RedisCacheMeters implements MeterBinder, AutoCloseable {

    private static final String TAG = "entityManagerFactory";

    private final ListableBeanFactory beans;
    private final List<RedisCacheMetrics> bound = new CopyOnWriteArrayList<>();

    RedisCacheMeters(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        // an application may have the same one as a SessionFactory, too
        Set<SessionFactory> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String name : beans.getBeanNamesForType(EntityManagerFactory.class, true, false)) {
            EntityManagerFactory bean = beans.getBean(name, EntityManagerFactory.class);
            SessionFactoryImplementor factory = hibernates(bean);
            if (factory != null
                    && factory.getCache().getRegionFactory() instanceof RedisRegionFactory
                    && seen.add(factory)) {
                RedisCacheMetrics metrics = new RedisCacheMetrics(factory, Tags.of(TAG, shortened(name)));
                metrics.bindTo(registry);
                bound.add(metrics);
            }
        }
    }

    /** None if another library implements it. */
    private static @Nullable SessionFactoryImplementor hibernates(EntityManagerFactory factory) {
        try {
            return factory.unwrap(SessionFactory.class).unwrap(SessionFactoryImplementor.class);
        } catch (PersistenceException e) {
            return null;
        }
    }

    private static String shortened(String name) {
        int rest = name.length() - TAG.length();
        return rest > 0 && name.regionMatches(true, rest, TAG, 0, TAG.length()) ? name.substring(0, rest) : name;
    }

    @Override
    public void close() {
        bound.forEach(RedisCacheMetrics::close);
        bound.clear();
    }
}
