package io.throughline.region;

import io.throughline.codec.EntityCodec;
import io.throughline.config.DataKind;
import io.throughline.transaction.SessionSynchronization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
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
