package io.throughline.region;

import io.throughline.config.DataKind;
import io.throughline.protocol.RegionAddress;
import io.throughline.transaction.CacheServices;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.CollectionDataCachingConfig;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.cfg.spi.NaturalIdDataCachingConfig;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.jspecify.annotations.Nullable;

/** A region of entities, collections and natural ids, with the access strategies for them. */
public final class RedisDomainDataRegion implements DomainDataRegion {

    private final String name;
    private final RegionFactory regionFactory;
    private final SessionFactoryImplementor sessionFactory;
    private final RegionAddress address;
    private final CacheServices services;
    private final Map<NavigableRole, EntityDataAccess> entities = new HashMap<>();
    private final Map<NavigableRole, CollectionDataAccess> collections = new HashMap<>();
    private final Map<NavigableRole, NaturalIdDataAccess> naturalIds = new HashMap<>();

    public RedisDomainDataRegion(
            DomainDataRegionConfig config,
            RegionFactory regionFactory,
            SessionFactoryImplementor sessionFactory,
            RegionAddress address,
            CacheServices services) {
        this.name = config.getRegionName();
        this.regionFactory = regionFactory;
        this.sessionFactory = sessionFactory;
        this.address = address;
        this.services = services;
        if (evicts(config)) {
            services.observed().observeAll();
        }
        for (EntityDataCachingConfig entity : config.getEntityCaching()) {
            entities.put(
                    entity.getNavigableRole(),
                    entity.getAccessType() == AccessType.READ_ONLY
                            ? new EntityReadOnlyAccess(this, entity)
                            : new EntityReadWriteAccess(this, entity));
        }
        for (CollectionDataCachingConfig collection : config.getCollectionCaching()) {
            collections.put(collection.getNavigableRole(), new CollectionAccess(this, collection));
        }
        for (NaturalIdDataCachingConfig naturalId : config.getNaturalIdCaching()) {
            naturalIds.put(naturalId.getNavigableRole(), new NaturalIdAccess(this, naturalId));
        }
    }

    /** Whether something in it is evicted after a commit without a lock before it: nonstrict entities, natural ids. */
    private static boolean evicts(DomainDataRegionConfig config) {
        return !config.getNaturalIdCaching().isEmpty() || strategies(config).contains(AccessType.NONSTRICT_READ_WRITE);
    }

    /** The access strategies of what is in the region. */
    public static Set<AccessType> strategies(DomainDataRegionConfig config) {
        Set<AccessType> strategies = EnumSet.noneOf(AccessType.class);
        Stream.of(config.getEntityCaching(), config.getCollectionCaching(), config.getNaturalIdCaching())
                .flatMap(List::stream)
                .forEach(data -> strategies.add(data.getAccessType()));
        return strategies;
    }

    /** What the region holds. */
    public static Set<DataKind> kinds(DomainDataRegionConfig config) {
        Set<DataKind> kinds = EnumSet.noneOf(DataKind.class);
        if (!config.getEntityCaching().isEmpty()) {
            kinds.add(DataKind.ENTITY);
        }
        if (!config.getCollectionCaching().isEmpty()) {
            kinds.add(DataKind.COLLECTION);
        }
        if (!config.getNaturalIdCaching().isEmpty()) {
            kinds.add(DataKind.NATURAL_ID);
        }
        return kinds;
    }

    /** Whether nothing in the region is ever updated, so that replicas may be read. */
    public static boolean isReadOnly(DomainDataRegionConfig config) {
        return Stream.of(config.getEntityCaching(), config.getCollectionCaching(), config.getNaturalIdCaching())
                .flatMap(List::stream)
                .allMatch(data -> data.getAccessType() == AccessType.READ_ONLY);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return regionFactory;
    }

    SessionFactoryImplementor sessionFactory() {
        return sessionFactory;
    }

    RegionAddress address() {
        return address;
    }

    CacheServices services() {
        return services;
    }

    /** Clears everything in the region, whatever it holds. One round trip. */
    @Override
    public void clear() {
        services.atOnce().clear(address, name);
    }

    @Override
    public void destroy() {
        // what is in Redis also belongs to the other nodes; the client is closed with the region factory
    }

    @Override
    public EntityDataAccess getEntityDataAccess(NavigableRole rootEntityRole) {
        return found(entities.get(rootEntityRole), rootEntityRole);
    }

    @Override
    public NaturalIdDataAccess getNaturalIdDataAccess(NavigableRole rootEntityRole) {
        return found(naturalIds.get(rootEntityRole), rootEntityRole);
    }

    @Override
    public CollectionDataAccess getCollectionDataAccess(NavigableRole collectionRole) {
        return found(collections.get(collectionRole), collectionRole);
    }

    private <T> T found(@Nullable T access, NavigableRole role) {
        if (access == null) {
            throw new CacheException("Region " + name + " has no cache access for " + role.getFullPath());
        }
        return access;
    }
}
