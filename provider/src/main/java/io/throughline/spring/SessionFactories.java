package io.throughline.spring;

import io.throughline.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** The session factories of an application that use the Redis cache, by the names of their beans, shortened as Spring Boot does for Hibernate's own meters. */
final class SessionFactories {

    /** A suffix that is removed from a name, unless nothing would be left. */
    static final String SUFFIX = "entityManagerFactory";

    private final ListableBeanFactory beans;

    SessionFactories(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Each is listed once, because an application may also have it as a bean of the type SessionFactory. */
    void forEach(BiConsumer<String, SessionFactoryImplementor> what) {
        Set<SessionFactory> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String name : beans.getBeanNamesForType(EntityManagerFactory.class, true, false)) {
            SessionFactoryImplementor factory = hibernates(beans.getBean(name, EntityManagerFactory.class));
            if (factory != null
                    && factory.getCache().getRegionFactory() instanceof RedisRegionFactory
                    && seen.add(factory)) {
                what.accept(shortened(name), factory);
            }
        }
    }

    /** Empty if another library implements it. */
    private static @Nullable SessionFactoryImplementor hibernates(EntityManagerFactory factory) {
        try {
            return factory.unwrap(SessionFactory.class).unwrap(SessionFactoryImplementor.class);
        } catch (PersistenceException e) {
            return null;
        }
    }

    private static String shortened(String name) {
        int rest = name.length() - SUFFIX.length();
        return rest > 0 && name.regionMatches(true, rest, SUFFIX, 0, SUFFIX.length()) ? name.substring(0, rest) : name;
    }
}
