package io.throughline.region;

import io.throughline.codec.CollectionCodec;
import io.throughline.config.DataKind;
import io.throughline.protocol.EntryAddress;
import io.throughline.transaction.SessionQueries;
import io.throughline.transaction.SessionReads;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.cache.cfg.spi.CollectionDataCachingConfig;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Access to the collections of one role, the same with all strategies: collections are loaded and removed, never written through. */
final class CollectionAccess extends DataAccess implements CollectionDataAccess {

    private final String role;
    private volatile @Nullable CollectionElements elements;

    CollectionAccess(RedisDomainDataRegion region, CollectionDataCachingConfig config) {
        super(
                region,
                config.getAccessType(),
                new RegionData(
                        region,
                        DataKind.COLLECTION,
                        config.getNavigableRole().getFullPath(),
                        factory -> new CollectionCodec(
                                factory.getMappingMetamodel()
                                        .getCollectionDescriptor(
                                                config.getNavigableRole().getFullPath()),
                                region.services().allowedTypes(),
                                factory,
                                region.services().configuration().compressFrom())));
        this.role = config.getNavigableRole().getFullPath();
    }

    @Override
    @SuppressWarnings("removal") // Hibernate's own keys use it, from 6.6 to 8.0
    public Object generateCacheKey(
            Object id, CollectionPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return new CacheKey(data(), persister.getKeyType().disassemble(id, factory), tenant, id, null);
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        Object entry = super.get(session, key);
        if (entry != null) {
            elements(session.getFactory()).prefetch(entry, session);
        }
        return entry;
    }

    /** The collections of the owners that a cached query's rows hold. */
    @Override
    void prefetchCompanions(SharedSessionContractImplementor session, CacheKey key, SessionReads reader) {
        if (!SessionQueries.of(session).lastRows().isEmpty()) {
            Object keyValue = keyType(session.getFactory()).disassemble(key.id(), session.getFactory());
            List<EntryAddress> inRows = inRowsBehind(keyValue, session);
            if (!inRows.isEmpty()) {
                reader.prefetch(
                        Stream.concat(Stream.of(key.address()), inRows.stream()), Integer.MAX_VALUE, data().near());
            }
        }
    }

    @SuppressWarnings("removal") // Hibernate's own keys use it, from 6.6 to 8.0
    private Type keyType(SessionFactoryImplementor factory) {
        return factory.getMappingMetamodel().getCollectionDescriptor(role).getKeyType();
    }

    /** It takes no lock: two threads that come first make two equal objects. */
    private CollectionElements elements(SessionFactoryImplementor factory) {
        CollectionElements known = elements;
        if (known == null) {
            known = CollectionElements.of(role, factory);
            elements = known;
        }
        return known;
    }

    @Override
    public Object getCacheKeyId(Object key) {
        return ((CacheKey) key).id();
    }

    /**
     * With {@code auto_evict_collection_cache}, Hibernate locks the region of an affected collection and never calls {@link #removeAll}. The region
     * is then closed at once.
     */
    @Override
    public @Nullable SoftLock lockRegion() {
        return region().sessionFactory().getSessionFactoryOptions().isAutoEvictCollectionCache()
                ? services().atOnce().close(data().address(), role)
                : null;
    }
}
