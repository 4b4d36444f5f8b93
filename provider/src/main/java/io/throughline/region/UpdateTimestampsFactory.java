package io.throughline.region;

import org.hibernate.cache.internal.StandardTimestampsCacheFactory;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.TimestampsCache;
import org.hibernate.cache.spi.TimestampsCacheFactory;
import org.hibernate.cache.spi.TimestampsRegion;

/** Makes the timestamps cache for the Redis region; for another provider's region it makes Hibernate's own timestamps cache. */
public final class UpdateTimestampsFactory implements TimestampsCacheFactory {

    /** Called by Hibernate for {@code hibernate.cache.query_cache_factory}. */
    public UpdateTimestampsFactory() {}

    @Override
    public TimestampsCache buildTimestampsCache(CacheImplementor cache, TimestampsRegion region) {
        return region instanceof RedisTimestampsRegion ours
                ? new UpdateTimestamps(ours)
                : StandardTimestampsCacheFactory.INSTANCE.buildTimestampsCache(cache, region);
    }
}
