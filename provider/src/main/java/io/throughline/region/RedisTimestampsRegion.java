package io.throughline.region;

import io.throughline.transaction.CacheServices;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The region of the query spaces' records. {@link UpdateTimestamps} marks and reads them, all spaces of a query at once. Hibernate's own timestamps
 * cache is not used, because it would read and write them here one by one.
 */
public final class RedisTimestampsRegion implements TimestampsRegion {

    private final String name;
    private final RegionFactory regionFactory;
    private final CacheServices services;
    private final QuerySpaces spaces;

    public RedisTimestampsRegion(String name, RegionFactory regionFactory, CacheServices services, QuerySpaces spaces) {
        this.name = name;
        this.regionFactory = regionFactory;
        this.services = services;
        this.spaces = spaces;
    }

    CacheServices services() {
        return services;
    }

    QuerySpaces spaces() {
        return spaces;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return regionFactory;
    }

    @Override
    public Object getFromCache(Object space, SharedSessionContractImplementor session) {
        throw notAsked();
    }

    @Override
    public void putIntoCache(Object space, Object timestamp, SharedSessionContractImplementor session) {
        throw notAsked();
    }

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("Query spaces are read and marked together, by UpdateTimestamps");
    }

    /** For query results, all spaces that this node knows have changed now. One round trip. */
    @Override
    public void clear() {
        services.atOnce().changed(spaces.known());
    }

    @Override
    public void destroy() {
        // what is in Redis also belongs to the other nodes; the client is closed with the region factory
    }
}
