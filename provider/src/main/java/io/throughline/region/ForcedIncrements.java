package io.throughline.region;

import org.hibernate.LockMode;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Locks the entry of an entity that is loaded with a lock mode that increments its version. Hibernate 6.6 increments the version after the load, or
 * before the commit, and does not tell the cache. A put after the load does not reveal it either, because the session may not put, or Redis may
 * already have the loaded version.
 *
 * <p>From Hibernate 7 on, this class listens to nothing. Hibernate locks the entry itself, and a second lock would keep the state that it then gives
 * the cache from being stored.
 */
public final class ForcedIncrements implements PostLoadEventListener {

    private static final long serialVersionUID = 1L;

    private ForcedIncrements() {}

    /** Listens from now on, if Hibernate does not tell the cache. */
    public static void listen(EventListenerRegistry registry) {
        if (HibernateRelease.IS_BEFORE_7) {
            registry.appendListeners(EventType.POST_LOAD, new ForcedIncrements());
        }
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        EventSource session = event.getSession();
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(event.getEntity());
        if (entry == null || !increments(entry.getLockMode())) {
            return;
        }
        EntityPersister persister = entry.getPersister();
        EntityDataAccess cache = persister.getCacheAccessStrategy();
        if (cache == null || !persister.isVersioned()) {
            return;
        }
        Object key =
                cache.generateCacheKey(entry.getId(), persister, session.getFactory(), session.getTenantIdentifier());
        SoftLock lock = cache.lockItem(session, key, entry.getVersion());
        cache.unlockItem(session, key, lock); // takes effect at the commit: the lock is then settled without an item
    }

    private static boolean increments(LockMode mode) {
        return mode == LockMode.PESSIMISTIC_FORCE_INCREMENT || mode == LockMode.OPTIMISTIC_FORCE_INCREMENT;
    }
}
