package io.throughline.region;

import io.throughline.codec.EntityCodec;
import io.throughline.config.DataKind;
import io.throughline.protocol.EntryAddress;
import io.throughline.transaction.SessionSynchronization;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityHolder;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Access to the entities of one root: read-write, transactional, which is the same here, and nonstrict, which evicts after the commit what
 * read-write locks before it.
 *
 * <p>What Hibernate calls: {@code insert}, {@code afterInsert}; {@code lockItem}, {@code update}, {@code afterUpdate}; {@code lockItem},
 * {@code remove}, {@code unlockItem}. All but the after-calls come at each flush, those after the commit.
 */
class EntityReadWriteAccess extends DataAccess implements EntityDataAccess {

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
                                region.services().allowedTypes())));
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
        return new CacheKey(data().entry(persister.getIdentifierType().disassemble(id, factory), tenant), id, null);
    }

    @Override
    public Object getCacheKeyId(Object key) {
        return ((CacheKey) key).id();
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        Object entry = super.get(session, key);
        SessionSynchronization.of(session).cameByEntity(entry != null);
        return entry;
    }

    /** For a reference that is being resolved the session's other ones: whoever touches one touches the next. */
    @Override
    Stream<EntryAddress> companions(SharedSessionContractImplementor session, CacheKey key) {
        Map<EntityKey, EntityHolder> holders =
                session.getPersistenceContextInternal().getEntityHoldersByKey();
        if (holders == null || holders.isEmpty()) {
            return Stream.empty();
        }
        EntityPersister root = session.getFactory().getMappingMetamodel().getEntityDescriptor(data().role());
        EntityHolder asked = holders.get(session.generateEntityKey(key.id(), root));
        return asked == null || asked.getProxy() == null
                ? Stream.empty()
                : holders.entrySet().stream()
                        .filter(holder -> isUnresolved(holder.getKey(), holder.getValue()))
                        .map(holder -> entry(
                                holder.getKey().getIdentifier(), holder.getKey().getPersister(), session))
                        .filter(other -> !other.equals(key.address()));
    }

    private boolean isUnresolved(EntityKey key, EntityHolder holder) {
        return holder.getProxy() != null
                && holder.getEntity() == null
                && key.getClass() == EntityKey.class // not a historical one (7.4)
                && key.getPersister().getRootEntityName().equals(data().role());
    }

    private EntryAddress entry(Object id, EntityPersister persister, SharedSessionContractImplementor session) {
        return data().entry(
                        persister.getIdentifierType().disassemble(id, session.getFactory()),
                        session.getTenantIdentifier());
    }

    /** Fetches entries together: {@code ids} as Hibernate disassembles them. Those that the session has already are left out. */
    void prefetch(SharedSessionContractImplementor session, EntityPersister persister, Collection<?> disassembledIds) {
        Type idType = persister.getIdentifierType();
        PersistenceContext context = session.getPersistenceContextInternal();
        List<EntryAddress> wanted = new ArrayList<>();
        for (Object id : disassembledIds) {
            boolean known = id == null
                    || idType instanceof BasicType
                            && context.getEntity(session.generateEntityKey(
                                            idType.assemble((Serializable) id, session, null), persister))
                                    != null;
            if (!known) {
                wanted.add(data().entry(id, session.getTenantIdentifier()));
            }
        }
        SessionSynchronization.of(session).prefetch(wanted);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        SessionSynchronization.of(session).cameByEntity(false);
        return super.putFromLoad(session, key, value, version);
    }

    /** Some changes of versions Hibernate does not tell the cache of: the session knows. */
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

    @Override
    public boolean insert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        SessionSynchronization.of(session).insert();
        return false; // stored after the commit
    }

    @Override
    public boolean afterInsert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return isStrict() && SessionSynchronization.of(session).inserted(state(session, key, value, version));
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
        if (value == null || !isStrict()) {
            unlockItem(session, key, lock); // no value: a forced increment whose state Hibernate did not make
            return false;
        }
        return SessionSynchronization.of(session).update(lock, state(session, key, value, currentVersion));
    }
}
