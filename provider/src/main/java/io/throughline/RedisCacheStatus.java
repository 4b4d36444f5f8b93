package io.throughline;

import io.throughline.config.SettingsInForce;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.MasterFigures;
import io.throughline.metrics.NearActivity;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.ServerClock;
import jakarta.persistence.EntityManagerFactory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Shows what one session factory's cache is doing (its regions, masters, settings, and what is owed to Redis), and evicts from it.
 *
 * <p>With Spring Boot's Actuator, the endpoint {@code throughline} shows it; elsewhere {@link #register()} shows it through JMX. It may be used by any thread, and calls Redis only to
 * evict.
 */
public final class RedisCacheStatus implements RedisCacheMXBean {

    private static final String DOMAIN = "io.throughline";

    private final SessionFactoryImplementor sessionFactory;
    private final RedisRegionFactory cache;

    /**
     * @param sessionFactory whose second-level cache is shown
     * @throws IllegalArgumentException if its second-level cache is not the Redis cache
     */
    public RedisCacheStatus(EntityManagerFactory sessionFactory) {
        this.cache = RedisRegionFactory.of(sessionFactory);
        this.sessionFactory = sessionFactory.unwrap(SessionFactory.class).unwrap(SessionFactoryImplementor.class);
    }

    /** A region, and what this node has done in it since it started. */
    public static final class Region {

        private final RegionActivity activity;
        private final List<String> strategies;
        private final long ttlSeconds;

        Region(RegionActivity activity, List<String> strategies, long ttlSeconds) {
            this.activity = activity;
            this.strategies = strategies;
            this.ttlSeconds = ttlSeconds;
        }

        /** {@return its name, with its prefix if it has one} */
        public String getName() {
            return activity.name();
        }

        /** {@return the strategies of what it holds, as in {@code @Cache}; empty for a region of query results} */
        public List<String> getStrategies() {
            return strategies;
        }

        /** {@return the longest time to live of anything in it, in seconds} */
        public long getTtlSeconds() {
            return ttlSeconds;
        }

        /** {@return reads that found something} */
        public long getHits() {
            return activity.of(RegionActivity.Get.HIT);
        }

        /** {@return hits that the near cache answered, without Redis} */
        public long getNearHits() {
            return activity.nearHits();
        }

        /** {@return reads that found nothing, for whatever reason} */
        public long getMisses() {
            return activity.misses();
        }

        /** {@return loaded or inserted states that were stored} */
        public long getPuts() {
            return activity.of(RegionActivity.Put.STORED);
        }

        /** {@return committed states that were written through} */
        public long getWrittenThrough() {
            return activity.of(RegionActivity.Write.WRITTEN_THROUGH);
        }

        /** {@return committed changes that only removed the old state} */
        public long getInvalidated() {
            return activity.of(RegionActivity.Write.INVALIDATED);
        }
    }

    /** A master of Redis, as this node sees it. */
    public static final class Master {

        private final String address;
        private final boolean believed;
        private final String breaker;
        private final double clockUncertaintyMillis;
        private final MasterFigures.Sample sample;

        Master(
                String address,
                boolean believed,
                String breaker,
                double clockUncertaintyMillis,
                MasterFigures.Sample sample) {
            this.address = address;
            this.believed = believed;
            this.breaker = breaker;
            this.clockUncertaintyMillis = clockUncertaintyMillis;
            this.sample = sample;
        }

        /** {@return {@code host:port}} */
        public String getAddress() {
            return address;
        }

        /** {@return whether this node uses what the master holds: contact with it is not lost} */
        public boolean isBelieved() {
            return believed;
        }

        /** {@return the state of its circuit breaker: {@code CLOSED}, {@code HALF_OPEN} or {@code OPEN}} */
        public String getBreaker() {
            return breaker;
        }

        /** {@return how closely this node knows its clock, in milliseconds; -1 if the clock is not known} */
        public double getClockUncertaintyMillis() {
            return clockUncertaintyMillis;
        }

        /** {@return how many keys it has evicted for lack of memory since it started} */
        public long getEvictions() {
            return sample.evictions();
        }

        /** {@return the memory that it uses, in bytes} */
        public long getUsedBytes() {
            return sample.usedBytes();
        }

        /** {@return its {@code maxmemory} in bytes; 0: no limit} */
        public long getMostBytes() {
            return sample.mostBytes();
        }
    }

    /** The near cache of this node, and its calls to and from those of other nodes. Counts begin when the session factory is built. */
    public static final class Near {

        private final NearActivity activity;

        Near(NearActivity activity) {
            this.activity = activity;
        }

        /** {@return approximately how many entries are kept near} */
        public long getEntries() {
            return activity.entries();
        }

        /** {@return whether this node may answer from them now; always false if it keeps nothing near} */
        public boolean isLeaseHeld() {
            return activity.holdsLease();
        }

        /** {@return calls to other nodes that keep near what this one has changed} */
        public long getCallsSent() {
            return activity.callsSent();
        }

        /** {@return calls from other nodes that changed something} */
        public long getCallsHeard() {
            return activity.callsHeard();
        }

        /** {@return how many other nodes this one has expelled because they did not answer its calls} */
        public long getExpulsions() {
            return activity.expulsions();
        }

        /** {@return how often this node was expelled, or the registry of the near caches was lost} */
        public long getOwnExpulsions() {
            return activity.ownExpulsions();
        }
    }

    @Override
    public String getNamespace() {
        return cache.configuration().namespace();
    }

    @Override
    public List<Region> getRegions() {
        CacheActivity activity = cache.activity();
        return cache.regions().all().stream()
                .map(region -> new Region(
                        activity.region(region.address()),
                        region.strategies().stream().map(Enum::name).sorted().toList(),
                        region.ttl().toSeconds()))
                .toList();
    }

    @Override
    public List<Master> getMasters() {
        return cache.masters().all().stream()
                .map(master -> new Master(
                        master.id(),
                        master.contact().isBelieved(),
                        master.contact().breakerState().name(),
                        uncertainty(master.clock()),
                        master.contact().sample()))
                .sorted(Comparator.comparing(Master::getAddress))
                .toList();
    }

    private static double uncertainty(ServerClock clock) {
        long least = clock.atLeast();
        return least == ServerClock.UNKNOWN
                ? -1
                : (clock.atMost() - least) / (double) TimeUnit.MILLISECONDS.toMicros(1);
    }

    @Override
    public int getUnsettled() {
        return cache.activity().unsettled();
    }

    @Override
    public Near getNear() {
        return new Near(cache.activity().near());
    }

    @Override
    public Map<String, String> getSettings() {
        return SettingsInForce.of(cache.configuration());
    }

    @Override
    public void evictRegion(String region) {
        requireRegion(region);
        sessionFactory.getCache().evictRegion(region);
    }

    @Override
    public void evictEntry(String region, String id) {
        requireRegion(region);
        List<EntityPersister> entities = new ArrayList<>();
        sessionFactory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (entity.canWriteToCache()
                    && entity.getCacheAccessStrategy().getRegion().getName().equals(region)) {
                entities.add(entity);
            }
        });
        if (entities.isEmpty()) {
            throw new IllegalArgumentException(
                    "region=" + region + " holds no entities; accepted: a region that does, or no id");
        }
        entities.forEach(entity -> sessionFactory.getCache().evictEntityData(entity.getEntityName(), id(entity, id)));
    }

    private static Object id(EntityPersister entity, String text) {
        try {
            return entity.getIdentifierMapping().getJavaType().fromString(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "id=" + text + " is not accepted for " + entity.getEntityName() + "; accepted: the text form of a "
                            + entity.getIdentifierMapping().getJavaType().getTypeName() + ", if it has one",
                    e);
        }
    }

    private void requireRegion(String name) {
        List<String> names = getRegions().stream().map(Region::getName).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException("region=" + name + " is not a region; accepted: one of " + names);
        }
    }

    /**
     * Registers this as an MBean with the platform's server: {@code io.throughline:type=RedisCache,namespace=...,name=...}, with the name or the UUID of the session factory.
     *
     * @return a handle that unregisters the MBean; close it when the session factory is closed
     * @throws IllegalStateException if an MBean of this name already exists
     */
    public AutoCloseable register() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String name = sessionFactory.getSessionFactoryOptions().getSessionFactoryName();
        try {
            ObjectName objectName =
                    new ObjectName(DOMAIN + ":type=RedisCache,namespace=" + ObjectName.quote(getNamespace()) + ",name="
                            + ObjectName.quote(name == null ? sessionFactory.getUuid() : name));
            server.registerMBean(this, objectName);
            return () -> server.unregisterMBean(objectName);
        } catch (JMException e) {
            throw new IllegalStateException("The cache cannot be registered for JMX: " + e.getMessage(), e);
        }
    }
}
