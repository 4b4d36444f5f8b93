package io.throughline.region;

import io.throughline.codec.EntityCodec;
import io.throughline.config.DataKind;
import io.throughline.metrics.CacheMessages;
import io.throughline.near.NearRegion;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.transaction.SessionChanges;
import io.throughline.transaction.SessionQueries;
import io.throughline.transaction.SessionReads;
import jakarta.persistence.CacheStoreMode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityHolder;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.BasicType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Access to the entities of one root: read-write; transactional, which is the same here; and nonstrict, which evicts after the commit what read-write
 * locks before it.
 *
 * <p>What Hibernate calls: {@code insert}, {@code afterInsert}; {@code lockItem}, {@code update}, {@code afterUpdate}; {@code lockItem},
 * {@code remove}, {@code unlockItem}. All of them come at each flush, except {@code afterInsert}, {@code afterUpdate} and {@code unlockItem}, which come after the commit.
 */
class EntityReadWriteAccess extends DataAccess implements EntityDataAccess {

    /** At most this many references of a session are fetched together. */
    private static final int MOST_REFERENCES = 256;

    private volatile @Nullable EagerReferences eagerReferences;
    private volatile @Nullable StoredOtherwise storedOtherwise;

    EntityReadWriteAccess(RedisDomainDataRegion region, EntityDataCachingConfig config) {
        super(
                region,
                config.getAccessType(),
                new RegionData(
                        region,
                        DataKind.ENTITY,
                        config.getNavigableRole().getFullPath(),
                        factory -> new EntityCodec(
                                hierarchy(factory, config.getNavigableRole().getFullPath()),
                                region.services().allowedTypes(),
                                region.services().configuration().compressFrom())));
    }

    /** Made once the mapping is complete. It takes no lock: two threads that come first make two equal objects. */
    private StoredOtherwise storedOtherwise(SharedSessionContractImplementor session) {
        StoredOtherwise known = storedOtherwise;
        if (known == null) {
            known = new StoredOtherwise(
                    hierarchy(session.getFactory(), data().role()),
                    session.getJdbcServices().getDialect());
            storedOtherwise = known;
        }
        return known;
    }

    private static List<EntityPersister> hierarchy(SessionFactoryImplementor factory, String root) {
        List<EntityPersister> hierarchy = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (entity.getRootEntityName().equals(root)) {
                hierarchy.add(entity);
            }
        });
        hierarchy.sort(Comparator.comparing(EntityPersister::getEntityName));
        return hierarchy;
    }

    @Override
    public Object generateCacheKey(
            Object id, EntityPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return new CacheKey(data(), persister.getIdentifierType().disassemble(id, factory), tenant, id, null);
    }

    @Override
    public Object getCacheKeyId(Object key) {
        return ((CacheKey) key).id();
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        SessionReads reader = SessionReads.of(session);
        Object entry = isBeingPersisted(session, reader, (CacheKey) key) ? null : get(session, reader, (CacheKey) key);
        reader.cameByEntity(entry != null);
        return entry;
    }

    /** Whether the session is persisting the entity. Hibernate then only wants to know whether its row exists: see {@link PersistedEntities}. */
    private boolean isBeingPersisted(SharedSessionContractImplementor session, SessionReads reader, CacheKey key) {
        Object entity = reader.persisting();
        if (entity == null || entity instanceof HibernateProxy) {
            return false;
        }
        EntityPersister persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(data().role());
        return persister.getMappedClass().isInstance(entity)
                && persister.getIdentifierType().isEqual(key.id(), persister.getIdentifier(entity, session));
    }

    @Override
    void prefetchCompanions(SharedSessionContractImplementor session, CacheKey key, SessionReads reader) {
        List<EntryAddress> inRows = SessionQueries.of(session).lastRows().isEmpty()
                ? List.of()
                : inRowsBehind(disassembled(key.id(), session), session);
        int most = inRows.isEmpty() ? MOST_REFERENCES : Integer.MAX_VALUE;
        List<EntryAddress> companions = inRows.isEmpty() ? otherReferences(session, key) : inRows;
        if (!companions.isEmpty()) {
            prefetch(Stream.concat(Stream.of(key.address()), companions.stream()), most, reader, session, 0);
        }
    }

    private Object disassembled(Object id, SharedSessionContractImplementor session) {
        return session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(data().role())
                .getIdentifierType()
                .disassemble(id, session.getFactory());
    }

    /** The session's other references, if a reference is being resolved: code that touches one usually touches the next. */
    private List<EntryAddress> otherReferences(SharedSessionContractImplementor session, CacheKey key) {
        Map<EntityKey, EntityHolder> holders =
                session.getPersistenceContextInternal().getEntityHoldersByKey();
        if (holders == null || holders.isEmpty()) {
            return List.of();
        }
        EntityPersister root = session.getFactory().getMappingMetamodel().getEntityDescriptor(data().role());
        EntityHolder asked = holders.get(session.generateEntityKey(key.id(), root));
        if (asked == null || asked.getProxy() == null) {
            return List.of();
        }
        return SessionReads.of(session)
                .unresolved(data().role())
                .others(
                        holders.size(),
                        holders.keySet(),
                        other -> isUnresolved(other, holders.get(other)),
                        MOST_REFERENCES)
                .stream()
                .map(other -> other.getPersister()
                        .getIdentifierType()
                        .disassemble(other.getIdentifier(), session.getFactory()))
                .filter(other -> !isNear(other, session))
                .map(other -> data().entry(other, session.getTenantIdentifier()))
                .toList();
    }

    /** @param holder {@code null} if the session has forgotten it */
    private boolean isUnresolved(EntityKey key, @Nullable EntityHolder holder) {
        return holder != null
                && holder.getProxy() != null
                && holder.getEntity() == null
                && key.getClass() == EntityKey.class // not a historical one (7.4)
                && key.getPersister().getRootEntityName().equals(data().role());
    }

    /**
     * Fetches entities together, and what they eagerly refer to. A failure costs a round trip for each of them later.
     *
     * @param disassembledIds the ids as Hibernate disassembles them. Entities that the session already has are left out
     */
    void prefetch(SharedSessionContractImplementor session, EntityPersister persister, Collection<?> disassembledIds) {
        prefetch(session, persister, disassembledIds, 0);
    }

    /** @param depth how many references lead to these entities */
    void prefetch(
            SharedSessionContractImplementor session,
            EntityPersister persister,
            Collection<?> disassembledIds,
            int depth) {
        Stream<EntryAddress> wanted = disassembledIds.stream()
                .filter(id -> id != null && !isInSession(id, session, persister) && !isNear(id, session))
                .map(id -> data().entry(id, session.getTenantIdentifier()));
        try {
            prefetch(wanted, Integer.MAX_VALUE, SessionReads.of(session), session, depth);
        } catch (RedisUnavailableException e) {
            services().activity().redisFailed();
            CacheMessages.LOG.failed("a prefetch of entities", e.getMessage());
        }
    }

    private void prefetch(
            Stream<EntryAddress> wanted,
            int most,
            SessionReads reader,
            SharedSessionContractImplementor session,
            int depth) {
        Map<EntryAddress, EntryRecords> fetched = reader.prefetch(wanted, most, data().near());
        if (!fetched.isEmpty() && depth < EagerReferences.DEEPEST) {
            EagerReferences eager = eagerReferences(session.getFactory());
            if (!eager.isEmpty()) {
                eager.follow(fetched, this, reader.readsAsOf(), session, depth);
            }
        }
    }

    /** A composite id counts as not in the session, because assembling it may load what it refers to. */
    private static boolean isInSession(
            Object disassembledId, SharedSessionContractImplementor session, EntityPersister persister) {
        Type idType = persister.getIdentifierType();
        return idType instanceof BasicType
                && session.getPersistenceContextInternal()
                                .getEntity(session.generateEntityKey(
                                        idType.assemble((Serializable) disassembledId, session, null), persister))
                        != null;
    }

    /** It takes no lock: two threads that come first make two equal objects. */
    private EagerReferences eagerReferences(SessionFactoryImplementor factory) {
        EagerReferences known = eagerReferences;
        if (known == null) {
            known = EagerReferences.of(hierarchy(factory, data().role()), factory);
            eagerReferences = known;
        }
        return known;
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        SessionReads.of(session).cameByEntity(false);
        return !isKnownNear(session, (CacheKey) key, version) && super.putFromLoad(session, key, value, version);
    }

    /** Whether the entry is near in the same version. It is then in Redis, or would not be stored there, so Redis need not be asked. */
    private boolean isKnownNear(SharedSessionContractImplementor session, CacheKey key, @Nullable Object version) {
        NearRegion near = data().near();
        if (near == null || session.getCacheMode().getJpaStoreMode() == CacheStoreMode.REFRESH) {
            return false;
        }
        Object kept = near.get(key.nearKey(), SessionReads.of(session).mayReadAnyAsOf());
        return kept instanceof CacheEntry entry && Objects.equals(entry.getVersion(), version);
    }

    /** Hibernate does not tell the cache of some changes of versions, but the session knows of them. */
    @Override
    BooleanSupplier outdated(SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        if (version == null || !session.isEventSource()) {
            return NEVER_OUTDATED;
        }
        return () -> {
            if (!session.isOpenOrWaitingForAutoClose()) {
                return true;
            }
            EntityPersister persister =
                    session.getFactory().getMappingMetamodel().getEntityDescriptor(data().role());
            PersistenceContext context = session.getPersistenceContextInternal();
            EntityKey entityKey = session.generateEntityKey(((CacheKey) key).id(), persister);
            Object entity = context.getEntity(entityKey);
            EntityEntry entry = entity == null ? null : context.getEntry(entity);
            return entry != null
                    && entry.getVersion() != null
                    && !persister.getVersionType().isEqual(version, entry.getVersion());
        };
    }

    /** Hibernate does not tell the query cache of a stateless session's bulk statement. */
    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        super.removeAll(session);
        if (!session.isEventSource()
                && session.getFactory().getCache().getTimestampsCache() instanceof UpdateTimestamps timestamps) {
            hierarchy(session.getFactory(), data().role())
                    .forEach(entity -> timestamps.changing((String[]) entity.getQuerySpaces(), session));
        }
    }

    @Override
    public boolean insert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        SessionChanges.of(session).insert();
        return false; // stored after the commit
    }

    @Override
    public boolean afterInsert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return isStrict()
                && !storedOtherwise(session).is(value)
                && SessionChanges.of(session).inserted(state(session, key, value, version));
    }

    @Override
    public boolean update(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion) {
        return false; // stored after the commit
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            @Nullable Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion,
            @Nullable SoftLock lock) {
        if (value == null || !isStrict() || storedOtherwise(session).is(value)) {
            unlockItem(session, key, lock); // no value: a forced increment for which Hibernate made no state
            return false;
        }
        return SessionChanges.of(session).update(lock, state(session, key, value, currentVersion));
    }
}
