package io.throughline.region;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Hears what stateless sessions change, where Hibernate does not tell the cache: the collections and natural ids of a row, its query spaces, and, in
 * Hibernate 6.6, the row itself.
 *
 * <p>If an event has its session (7.4), what is changed is locked with the session's transaction. If it has none (6.6, 7.0), the entry is locked at
 * once, and nobody unlocks it. When the lock has run out, it becomes a fence, as for a writer that crashed.
 */
public final class StatelessChanges
        implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener, PreUpsertEventListener {

    private static final long serialVersionUID = 1L;

    /** The method's result is an {@code EventSource} in 6.6, and any session from 7.0 on, so no compiled call fits both. */
    private static final MethodHandle SESSION = sessionOf();

    /** From 7.0 on, stateless sessions call the access strategy for the row itself. */
    private static final boolean TELLS_OF_ROWS = !HibernateRelease.IS_BEFORE_7;

    private final transient Map<String, List<CollectionPersister>> cachedCollections = new ConcurrentHashMap<>();

    private final transient Map<String, String[]> spacesOf = new ConcurrentHashMap<>();
    private final transient @Nullable UpdateTimestamps timestamps;

    private StatelessChanges(@Nullable UpdateTimestamps timestamps) {
        this.timestamps = timestamps;
    }

    private static MethodHandle sessionOf() {
        try {
            Method getSession = AbstractEvent.class.getMethod("getSession");
            return MethodHandles.publicLookup().unreflect(getSession);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The events of this release of Hibernate lack the expected session", e);
        }
    }

    /** Listens to the session factory's sessions from now on. */
    public static void listen(SessionFactoryImplementor factory) {
        StatelessChanges listener = new StatelessChanges(
                factory.getCache().getTimestampsCache() instanceof UpdateTimestamps ours ? ours : null);
        EventListenerRegistry registry = factory.getEventEngine().getListenerRegistry();
        registry.appendListeners(EventType.PRE_INSERT, listener);
        registry.appendListeners(EventType.PRE_UPDATE, listener);
        registry.appendListeners(EventType.PRE_DELETE, listener);
        registry.appendListeners(EventType.PRE_UPSERT, listener);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        SharedSessionContractImplementor session = session(event);
        if (session == null || !session.isEventSource()) {
            changingSpaces(event.getPersister(), session);
        }
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        changing(event, event.getPersister(), event.getId());
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        changing(event, event.getPersister(), event.getId());
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        changing(event, event.getPersister(), event.getId());
        return false;
    }

    private void changing(AbstractEvent event, EntityPersister entity, Object id) {
        SharedSessionContractImplementor session = session(event);
        if (session != null && session.isEventSource()) {
            return; // a stateful session reports all this itself
        }
        changingSpaces(entity, session);
        SessionFactoryImplementor factory = entity.getFactory();
        if (session == null && !TELLS_OF_ROWS && entity.canWriteToCache()) {
            DataAccess access = (DataAccess) entity.getCacheAccessStrategy();
            if (isMultiTenant(factory)) {
                access.closeUntold();
            } else {
                access.lockUntold(entity.getCacheAccessStrategy().generateCacheKey(id, entity, factory, null));
            }
        }
        if (entity.hasNaturalIdentifier() && entity.hasNaturalIdCache()) {
            DataAccess access = (DataAccess) entity.getNaturalIdCacheAccessStrategy();
            if (session == null) {
                access.closeUntold();
            } else {
                access.removeAll(session); // the old value, whose entry must go, is not known
            }
        }
        for (CollectionPersister collection : cachedCollections(entity)) {
            changing(collection, id, session, factory);
        }
    }

    /** It does not matter whether the entity is cached: a query over its tables may be. */
    private void changingSpaces(EntityPersister entity, @Nullable SharedSessionContractImplementor session) {
        if (timestamps == null) {
            return;
        }
        String[] spaces = spacesOf.computeIfAbsent(entity.getEntityName(), name -> spaces(entity));
        if (session == null) {
            timestamps.changingUntold(spaces);
        } else {
            timestamps.changing(spaces, session);
        }
    }

    private static String[] spaces(EntityPersister entity) {
        Set<String> spaces = new LinkedHashSet<>();
        for (Object space : entity.getQuerySpaces()) {
            spaces.add((String) space);
        }
        entity.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (collection.getOwnerEntityPersister().getRootEntityName().equals(entity.getRootEntityName())) {
                for (Object space : collection.getCollectionSpaces()) {
                    spaces.add((String) space);
                }
            }
        });
        return spaces.toArray(String[]::new);
    }

    @SuppressWarnings("removal") // from 6.6 to 8.0 there is no other way to a collection's type that all releases have
    private static void changing(
            CollectionPersister collection,
            Object ownerId,
            @Nullable SharedSessionContractImplementor session,
            SessionFactoryImplementor factory) {
        CollectionDataAccess access = collection.getCacheAccessStrategy();
        boolean keyIsOwnersId = collection.getCollectionType().useLHSPrimaryKey();
        if (session == null && (isMultiTenant(factory) || !keyIsOwnersId)) {
            ((DataAccess) access).closeUntold();
        } else if (session == null) {
            ((DataAccess) access).lockUntold(access.generateCacheKey(ownerId, collection, factory, null));
        } else if (keyIsOwnersId) {
            access.lockItem(
                    session,
                    access.generateCacheKey(ownerId, collection, factory, session.getTenantIdentifier()),
                    null);
        } else {
            access.removeAll(session);
        }
    }

    private List<CollectionPersister> cachedCollections(EntityPersister entity) {
        return cachedCollections.computeIfAbsent(entity.getEntityName(), name -> {
            List<CollectionPersister> owned = new ArrayList<>();
            entity.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
                if (collection.hasCache()
                        && collection
                                .getOwnerEntityPersister()
                                .getRootEntityName()
                                .equals(entity.getRootEntityName())) {
                    owned.add(collection);
                }
            });
            return List.copyOf(owned);
        });
    }

    private static boolean isMultiTenant(SessionFactoryImplementor factory) {
        return factory.getCurrentTenantIdentifierResolver() != null
                || factory.getSessionFactoryOptions().isMultiTenancyEnabled();
    }

    private static @Nullable SharedSessionContractImplementor session(AbstractEvent event) {
        try {
            return (SharedSessionContractImplementor) SESSION.invoke(event);
        } catch (Throwable e) {
            throw new IllegalStateException("The event's session cannot be read", e);
        }
    }
}
