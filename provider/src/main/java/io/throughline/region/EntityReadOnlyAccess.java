package io.throughline.region;

import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Read-only access: entities are inserted, loaded and deleted. An update is refused, as with all of Hibernate's providers. */
final class EntityReadOnlyAccess extends EntityReadWriteAccess {

    EntityReadOnlyAccess(RedisDomainDataRegion region, EntityDataCachingConfig config) {
        super(region, config);
    }

    @Override
    public boolean update(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion) {
        throw refused();
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            @Nullable Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion,
            @Nullable SoftLock lock) {
        throw refused();
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(data().role() + " is cached as READ_ONLY: it cannot be updated");
    }
}
