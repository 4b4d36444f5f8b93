package io.throughline;

import java.util.List;
import org.hibernate.boot.registry.selector.SimpleStrategyRegistrationImpl;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.spi.RegionFactory;

/** Makes {@code redis} a name for {@link RedisRegionFactory} in {@code hibernate.cache.region.factory_class}. */
public final class RedisStrategyRegistration implements StrategyRegistrationProvider {

    /** Called by Hibernate's service loading. */
    public RedisStrategyRegistration() {}

    @Override
    public Iterable<StrategyRegistration<?>> getStrategyRegistrations() {
        return List.of(new SimpleStrategyRegistrationImpl<>(RegionFactory.class, RedisRegionFactory.class, "redis"));
    }
}
