package io.throughline.region;

import io.throughline.codec.NaturalIdCodec;
import io.throughline.config.DataKind;
import io.throughline.near.NearRegion;
import io.throughline.protocol.ServerClock;
import io.throughline.transaction.SessionChanges;
import io.throughline.transaction.SessionReads;
import org.hibernate.cache.MutableCacheKeyBuilder;
import org.hibernate.cache.cfg.spi.NaturalIdDataCachingConfig;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Access to the natural ids of one root, the same with all strategies, because Hibernate itself refuses changes of immutable ones.
 *
 * <p>The entry of a deleted or changed row is removed by {@link #evict}, which names no session; the key carries the session that made it.
 */
final class NaturalIdAccess extends DataAccess implements NaturalIdDataAccess {

    private static final String SUFFIX = "##NaturalId";

    NaturalIdAccess(RedisDomainDataRegion region, NaturalIdDataCachingConfig config) {
        super(
                region,
                config.getAccessType(),
                new RegionData(
                        region,
                        DataKind.NATURAL_ID,
                        config.getNavigableRole().getFullPath() + SUFFIX,
                        factory -> new NaturalIdCodec(
                                factory.getMappingMetamodel()
                                        .getEntityDescriptor(
                                                config.getNavigableRole().getFullPath()),
                                region.services().allowedTypes(),
                                factory)));
    }

    @Override
    public Object generateCacheKey(
            Object naturalIdValues, EntityPersister persister, SharedSessionContractImplementor session) {
        Object[] disassembled = disassemble(naturalIdValues, persister, session);
        Object id = disassembled.length == 1 && disassembled[0] != null ? disassembled[0] : disassembled;
        return new CacheKey(data(), id, session.getTenantIdentifier(), naturalIdValues, session);
    }

    /** Disassembles as Hibernate's own key does: column by column, what the mapping gives for a key. */
    private static Object[] disassemble(
            Object naturalIdValues, EntityPersister persister, SharedSessionContractImplementor session) {
        Object[] values = new Object[persister.getNaturalIdMapping().getJdbcTypeCount()];
        persister
                .getNaturalIdMapping()
                .addToCacheKey(
                        new MutableCacheKeyBuilder() {
                            private int next;

                            @Override
                            public void addValue(Object value) {
                                values[next++] = value;
                            }

                            @Override
                            public void addHashCode(int hashCode) {
                                // the address has its own
                            }

                            @Override
                            public java.io.Serializable build() {
                                return values;
                            }
                        },
                        naturalIdValues,
                        session);
        return values;
    }

    /** Fetches nothing: a natural id is requested alone. */
    @Override
    void prefetchCompanions(SharedSessionContractImplementor session, CacheKey key, SessionReads reader) {
        // nothing to fetch with it
    }

    @Override
    public Object getNaturalIdValues(Object key) {
        return ((CacheKey) key).id();
    }

    /**
     * Hibernate asks, entity by entity, before it puts what it has just loaded. That question needs no round trip. A put never replaces what is
     * already there, and if an entity came from the cache, its natural id was put earlier.
     */
    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return switch (NaturalIdQuestion.asked()) {
            case FIND -> super.get(session, key);
            case BEFORE_PUT_OF_A_ROW -> isNear((CacheKey) key, session) ? NaturalIdQuestion.PRESENT : null;
            case BEFORE_PUT_OF_AN_ENTITY ->
                SessionReads.of(session).lastEntityWasHit() ? NaturalIdQuestion.PRESENT : null;
        };
    }

    /** What is near is in Redis, or must not be put there. */
    private boolean isNear(CacheKey key, SharedSessionContractImplementor session) {
        NearRegion near = data().near();
        long asOf =
                near == null ? ServerClock.UNKNOWN : SessionReads.of(session).mayReadAnyAsOf();
        return near != null && asOf != ServerClock.UNKNOWN && near.contains(key.nearKey(), asOf);
    }

    /** Hibernate ignores the cache mode for natural ids. */
    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return SessionChanges.of(session).mayPut() && super.putFromLoad(session, key, value, version);
    }

    @Override
    public boolean insert(SharedSessionContractImplementor session, Object key, Object value) {
        SessionChanges.of(session).insert();
        return false; // stored after the commit
    }

    @Override
    public boolean afterInsert(SharedSessionContractImplementor session, Object key, Object value) {
        SessionChanges writer = SessionChanges.of(session);
        return isStrict() && writer.mayPut() && writer.inserted(state(session, key, value, null));
    }

    @Override
    public boolean update(SharedSessionContractImplementor session, Object key, Object value) {
        return false; // stored after the commit
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable SoftLock lock) {
        if (!isStrict() || !SessionChanges.of(session).mayPut()) {
            unlockItem(session, key, lock);
            return false;
        }
        return SessionChanges.of(session).update(lock, state(session, key, value, null));
    }

    @Override
    public void evict(Object key) {
        SharedSessionContractImplementor session = ((CacheKey) key).session();
        if (session == null) {
            super.evict(key);
        } else {
            SessionChanges.of(session).evict(address(key));
        }
    }
}
