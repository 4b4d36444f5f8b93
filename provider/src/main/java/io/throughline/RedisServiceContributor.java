package io.throughline;

import io.throughline.region.UpdateTimestampsFactory;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.service.spi.ServiceContributor;

/**
 * Supplies the timestamps cache of the query cache. It handles all spaces of a query at once. For other cache providers it creates Hibernate's own
 * timestamps cache.
 */
public final class RedisServiceContributor implements ServiceContributor {

    /** Called by Hibernate's service loading. */
    public RedisServiceContributor() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.getSettings().putIfAbsent(AvailableSettings.QUERY_CACHE_FACTORY, new UpdateTimestampsFactory());
    }
}
