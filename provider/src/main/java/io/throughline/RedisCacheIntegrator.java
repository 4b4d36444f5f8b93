package io.throughline;

import io.throughline.region.ForcedIncrements;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/** Tells a session factory's Redis cache, if it has one, when the factory is complete, and which entities its sessions load in order to change them. */
public final class RedisCacheIntegrator implements Integrator {

    /** Called by Hibernate's service loading. */
    public RedisCacheIntegrator() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
        if (sessionFactory.getServiceRegistry().getService(RegionFactory.class) instanceof RedisRegionFactory cache) {
            sessionFactory.addObserver(new Created(cache));
            ForcedIncrements.listen(sessionFactory.getServiceRegistry().requireService(EventListenerRegistry.class));
        }
    }

    /** Does nothing: the cache is stopped with the service registry. Hibernate 6.6 has no default for this method. */
    @Override
    public void disintegrate(SessionFactoryImplementor sessionFactory, SessionFactoryServiceRegistry serviceRegistry) {
        // nothing to do
    }

    private record Created(RedisRegionFactory cache) implements SessionFactoryObserver {
        @Override
        public void sessionFactoryCreated(SessionFactory factory) {
            cache.created((SessionFactoryImplementor) factory);
        }
    }
}
