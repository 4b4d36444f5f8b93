package io.throughline;

import io.throughline.codec.AllowedTypes;
import io.throughline.codec.BodyCompression;
import io.throughline.codec.IdText;
import io.throughline.codec.KeyText;
import io.throughline.codec.Seals;
import io.throughline.config.CacheConfiguration;
import io.throughline.config.DataKind;
import io.throughline.config.SettingsReader;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.OutageLog;
import io.throughline.metrics.Undeterred;
import io.throughline.near.NearCaches;
import io.throughline.near.NearTimes;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.ServerClocks;
import io.throughline.protocol.Token;
import io.throughline.redis.DelayThread;
import io.throughline.redis.Heartbeat;
import io.throughline.redis.LongEntries;
import io.throughline.redis.Masters;
import io.throughline.redis.Pauses;
import io.throughline.redis.RedisClients;
import io.throughline.redis.RedissonChannels;
import io.throughline.redis.RedissonPipeline;
import io.throughline.redis.Sweeper;
import io.throughline.region.PersistedEntities;
import io.throughline.region.QuerySpaces;
import io.throughline.region.RedisDomainDataRegion;
import io.throughline.region.RedisQueryResultsRegion;
import io.throughline.region.RedisTimestampsRegion;
import io.throughline.region.StatelessChanges;
import io.throughline.region.UpdateTimestampsFactory;
import io.throughline.tracing.Tracing;
import io.throughline.transaction.AfterCommit;
import io.throughline.transaction.CacheServices;
import io.throughline.transaction.DatabaseTransactions;
import io.throughline.transaction.Evictions;
import io.throughline.transaction.IsolationLevel;
import io.throughline.transaction.LoadsOutsideTransactions;
import io.throughline.transaction.NativeStatements;
import io.throughline.transaction.ObservedTransactions;
import io.throughline.transaction.PresentLately;
import io.throughline.transaction.SessionSynchronization;
import io.throughline.transaction.TimedReads;
import io.throughline.transaction.Touches;
import io.throughline.transaction.TtlSpread;
import io.throughline.transaction.Unsettled;
import io.throughline.transaction.UntoldCommits;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.registry.classloading.spi.ClassLoadingException;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.TimestampsCacheFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's second-level cache in Redis: {@code hibernate.cache.region.factory_class=redis}. {@link RedisCacheSettings} names its
 * settings.
 *
 * <p>It starts without connecting. When the session factory is complete, it waits for Redis once, so that the first session finds the cache ready. It waits for at most two seconds, or
 * {@code command_timeout} if that is longer. The application starts in any case.
 */
public class RedisRegionFactory implements RegionFactory {

    private static final long serialVersionUID = 1L;
    private static final Duration LEAST_FIRST_CONTACT = Duration.ofSeconds(2);

    /** Everything that exists between start and stop. */
    private record Running(
            CacheServices services,
            Heartbeat heartbeat,
            Masters masters,
            ScheduledExecutorService scheduler,
            RedisClients.ClientInUse client,
            String regionPrefix,
            RegionNames regions,
            QuerySpaces spaces) {}

    private transient @Nullable Running running;

    /** Called by Hibernate for {@code hibernate.cache.region.factory_class}. */
    public RedisRegionFactory() {}

    /** @throws IllegalArgumentException if the session factory has another second-level cache */
    static RedisRegionFactory of(EntityManagerFactory sessionFactory) {
        RegionFactory regionFactory = sessionFactory
                .unwrap(SessionFactory.class)
                .unwrap(SessionFactoryImplementor.class)
                .getCache()
                .getRegionFactory();
        if (!(regionFactory instanceof RedisRegionFactory redis)) {
            throw new IllegalArgumentException("The session factory's second-level cache is a "
                    + regionFactory.getClass().getName()
                    + "; accepted: one with hibernate.cache.region.factory_class=redis");
        }
        return redis;
    }

    // life

    /** @throws CacheException if a setting is unknown or malformed: it names the setting, the value, and what is accepted */
    @Override
    public void start(SessionFactoryOptions options, Map<String, Object> configValues) {
        if (running != null) {
            throw new CacheException(
                    "The Redis cache of this service registry already belongs to another session factory; accepted: one"
                            + " StandardServiceRegistry for each session factory");
        }
        CacheConfiguration configuration = SettingsReader.read(configValues);
        Set<Class<?>> allowedTypes = allowedTypes(configuration, options);
        requireCompression(configuration);
        requireCaffeine(configuration);
        DelayThread.start();
        Pauses pauses = new Pauses(pauseClock());
        Operations operations =
                new Operations(Scripts.shipped(), configuration.lockTimeout().toNanos() / 1000);
        LongEntries longEntries = new LongEntries(pauses, operations);
        RedisClients.ClientInUse client = RedisClients.open(configuration, options.getServiceRegistry(), longEntries);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(RedisRegionFactory::thread);
        ServerClocks clock = new ServerClocks(nanoTime());
        CacheActivity activity = new CacheActivity();
        Masters masters = Masters.of(
                client.client(), configuration.location(), clock, configuration.commandTimeout(), pauses, activity);
        AtomicReference<@Nullable Heartbeat> beating = new AtomicReference<>();
        RedissonPipeline pipeline = new RedissonPipeline(
                masters,
                operations,
                longEntries,
                configuration.commandTimeout(),
                configuration.replicasToAck(),
                Set.of(operations.scripts().lock(), operations.scripts().close()),
                floor -> {
                    Heartbeat heartbeat = beating.get();
                    if (heartbeat != null) {
                        heartbeat.steppedBack(floor);
                    }
                });
        Tracing tracing = new Tracing();
        OutageLog outageLog = new OutageLog();
        Token.Source tokens = new Token.Source();
        String namespace = KeyText.name(configuration.namespace());
        NearCaches near = new NearCaches(
                namespace,
                operations,
                pipeline,
                new RedissonChannels(client.client(), masters),
                clock,
                nearTimes(NearTimes.of(
                        configuration.near().lease(), CacheServices.longestDeadline(configuration.commandTimeout()))),
                configuration.commandTimeout(),
                activity.near());
        Unsettled unsettled = new Unsettled(operations, pipeline, tokens, scheduler, near::call);
        activity.unsettled(unsettled::size);
        UntoldCommits untoldCommits = new UntoldCommits(
                unsettled, scheduler, configuration.lockTimeout().toNanos());
        LoadsOutsideTransactions loads = new LoadsOutsideTransactions(pipeline, scheduler, activity, clock, near::call);
        Sweeper sweeper = new Sweeper(masters, pipeline, operations, scheduler, namespace);
        Heartbeat heartbeat = new Heartbeat(
                masters,
                pipeline,
                operations,
                scheduler,
                configuration.location(),
                outageLog,
                namespace,
                sweeper,
                near.calls(),
                unsettled::contactReturned,
                Undeterred.of("work that waited for Redis", () -> {
                    unsettled.goOn();
                    untoldCommits.goOn();
                    loads.goOn();
                }));
        beating.set(heartbeat);
        Set<String> named = new HashSet<>(configuration.ttlOfRegion().keySet());
        named.addAll(configuration.near().ofRegion().keySet());
        RegionNames regions = new RegionNames(named);
        CacheServices services = new CacheServices(
                configuration,
                operations,
                pipeline,
                new TimedReads(pipeline, tracing),
                clock,
                tokens,
                new DatabaseTransactions(),
                new ObservedTransactions(),
                loads,
                new Touches(
                        configuration.maxIdle(),
                        new TtlSpread(configuration.ttlSpread()),
                        operations,
                        pipeline,
                        activity),
                new PresentLately(memoryClock()),
                new Evictions(),
                memoryClock(),
                unsettled,
                untoldCommits,
                near,
                sweeper,
                activity,
                tracing,
                outageLog,
                new IsolationLevel(),
                configuration.asyncAfterCommit()
                        ? AfterCommit.async(configuration.lockTimeout().toMillis())
                        : AfterCommit.sync(),
                new NativeStatements(regions::mapped),
                seals(configuration, clock),
                new IdText(configuration.hashIds().keys()),
                allowedTypes);
        String prefix = options.getCacheRegionPrefix();
        String regionPrefix = prefix == null ? "" : prefix + ".";
        QuerySpaces spaces = new QuerySpaces(
                configuration.namespace(),
                regionPrefix + DEFAULT_UPDATE_TIMESTAMPS_REGION_UNQUALIFIED_NAME,
                longestWith(configuration, configuration.longestQueryTtl()));
        masters.listen();
        scheduler.scheduleWithFixedDelay(
                Undeterred.of("the check of this node's clock", pauses::tick),
                Pauses.TICK_MILLIS,
                Pauses.TICK_MILLIS,
                TimeUnit.MILLISECONDS);
        running = new Running(services, heartbeat, masters, scheduler, client, regionPrefix, regions, spaces);
    }

    /**
     * A state is stored no later than a put or a lock may wait. The clock of a server that has taken another's place may be a second ahead or behind, and so
     * may the times of a stripe.
     */
    private Seals seals(CacheConfiguration configuration, ServerClocks clock) {
        long lockTimeout = configuration.lockTimeout().toNanos() / 1000;
        return new Seals(
                configuration.sealKeys().keys(),
                sealClock(clock::atLeast),
                clock::atMost,
                Math.max(Operations.RETENTION, lockTimeout),
                TimeUnit.SECONDS.toMicros(1));
    }

    /** By which bodies are dated, and their age is judged; tests open what was sealed years ago. */
    LongSupplier sealClock(LongSupplier atLeast) {
        return atLeast;
    }

    /** The clock by which the servers' clocks are estimated; tests replace it. */
    LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /** The times of the near cache; tests in which nodes wait for one another shorten them. */
    NearTimes nearTimes(NearTimes byDefault) {
        return byDefault;
    }

    /** The clock by which this process notices that it stood still; tests make it jump. */
    LongSupplier pauseClock() {
        return System::nanoTime;
    }

    /**
     * The clock by which what a node remembers of Redis grows old: prefetched entries, and what it has learnt to be there. Tests that count round trips stop it, so
     * that nothing grows old while the machine pauses.
     */
    LongSupplier memoryClock() {
        return System::nanoTime;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "throughline-heartbeat");
        thread.setDaemon(true);
        return thread;
    }

    private static Set<Class<?>> allowedTypes(CacheConfiguration configuration, SessionFactoryOptions options) {
        ClassLoaderService classes = options.getServiceRegistry().requireService(ClassLoaderService.class);
        Set<Class<?>> types = new HashSet<>();
        for (String name : configuration.allowedTypes()) {
            try {
                Class<?> type = classes.classForName(name);
                String refusal = AllowedTypes.refusal(type);
                if (refusal != null) {
                    throw new CacheException(RedisCacheSettings.ALLOWED_TYPES + " names '" + name + "', " + refusal
                            + "; accepted: names of classes whose fields are accessible, separated by commas");
                }
                types.add(type);
            } catch (ClassLoadingException e) {
                throw new CacheException(
                        RedisCacheSettings.ALLOWED_TYPES + " names '" + name
                                + "', which is not on the class path; accepted: names of classes, separated by commas",
                        e);
            }
        }
        return types;
    }

    private static void requireCompression(CacheConfiguration configuration) {
        if (configuration.compressFrom() != CacheConfiguration.NEVER_COMPRESS && !BodyCompression.isThere()) {
            throw new CacheException(
                    RedisCacheSettings.COMPRESSION
                            + "='lz4' needs a library that is missing; accepted: none, or lz4 with at.yawk.lz4:lz4-java on the class path");
        }
    }

    private static void requireCaffeine(CacheConfiguration configuration) {
        if (!configuration.near().isOff()) {
            try {
                Class.forName("com.github.benmanes.caffeine.cache.Caffeine", false, NearCaches.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new CacheException(
                        RedisCacheSettings.NEAR_ENTRIES
                                + " is set, but needs a library that is missing; accepted: 0, or more with com.github.ben-manes.caffeine:caffeine on the class path",
                        e);
            }
        }
    }

    /**
     * The session factory is complete, and all regions of its mapping are known.
     *
     * @throws CacheException if the mapping has what cannot be cached, or a setting names a region that it does not have
     */
    void created(SessionFactoryImplementor factory) {
        Running here = running();
        refuseReferenceEntries(factory);
        here.regions().complete(factory.getSessionFactoryOptions().isQueryCacheEnabled());
        here.services().isolation().determine(factory);
        StatelessChanges.listen(factory);
        PersistedEntities.listen(factory);
        if (factory.getSessionFactoryOptions().isQueryCacheEnabled()) {
            factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
                for (Object space : entity.getQuerySpaces()) {
                    here.heartbeat().add(here.spaces().address((String) space));
                }
            });
            factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> {
                for (Object space : collection.getCollectionSpaces()) {
                    here.heartbeat().add(here.spaces().address((String) space));
                }
            });
        }
        here.heartbeat().start(firstContact(here.services().configuration().commandTimeout()));
        here.services().near().start();
        int regions = here.regions().size();
        CacheMessages.LOG.started(
                here.services().configuration().location(),
                here.heartbeat().servers(),
                here.services().configuration().namespace(),
                regions == 1 ? "1 region" : regions + " regions",
                here.regions().strategies());
        here.masters().warnOfReplicas(here.regions().written());
    }

    /** How long the start waits for Redis. A longer command timeout applies to the first commands too. */
    private static Duration firstContact(Duration commandTimeout) {
        return commandTimeout.compareTo(LEAST_FIRST_CONTACT) > 0 ? commandTimeout : LEAST_FIRST_CONTACT;
    }

    private static void refuseReferenceEntries(SessionFactoryImplementor factory) {
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (entity.canReadFromCache() && entity.canUseReferenceCacheEntries()) {
                throw new CacheException(entity.getEntityName()
                        + " would be cached by reference (hibernate.cache.use_reference_entries=true), but a reference cannot leave"
                        + " the JVM; accepted: hibernate.cache.use_reference_entries=false");
            }
        });
    }

    @Override
    public void stop() {
        Running here = running;
        if (here != null) {
            here.services().afterCommit().close();
            here.services().near().close();
            running = null;
            here.scheduler().shutdownNow();
            here.masters().close();
            here.client().close();
        }
    }

    private Running running() {
        Running here = running;
        if (here == null) {
            throw new IllegalStateException(
                    "The Redis cache has not been started, or was stopped with its session factory");
        }
        return here;
    }

    /** {@return what the cache has done since it started} */
    public CacheActivity activity() {
        return running().services().activity();
    }

    /** Its settings. */
    CacheConfiguration configuration() {
        return running().services().configuration();
    }

    /** Its regions. */
    RegionNames regions() {
        return running().regions();
    }

    /** The masters that it knows. */
    Masters masters() {
        return running().masters();
    }

    /** Traces what the cache does. */
    Tracing tracing() {
        return running().services().tracing();
    }

    // regions and sessions

    @Override
    public DomainDataRegion buildDomainDataRegion(
            DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
        Running here = running();
        String name = config.getRegionName();
        CacheConfiguration configuration = here.services().configuration();
        RegionAddress address = address(name, configuration.longestTtl(name), RedisDomainDataRegion.isReadOnly(config));
        here.regions()
                .domain(
                        name,
                        new RegionNames.Region(
                                address,
                                RedisDomainDataRegion.strategies(config),
                                RedisDomainDataRegion.kinds(config).stream()
                                        .map(kind -> configuration.ttl(name, kind))
                                        .max(Duration::compareTo)
                                        .orElse(configuration.ttl())));
        here.heartbeat().add(address);
        return new RedisDomainDataRegion(config, this, context.getSessionFactory(), address, here.services());
    }

    /** Hibernate also calls this later, when a query first names a region. */
    @Override
    public QueryResultsRegion buildQueryResultsRegion(String regionName, SessionFactoryImplementor sessionFactory) {
        Running here = running();
        CacheConfiguration configuration = here.services().configuration();
        RegionAddress address = address(regionName, configuration.longestTtl(regionName), false);
        here.regions()
                .query(
                        regionName,
                        new RegionNames.Region(address, Set.of(), configuration.ttl(regionName, DataKind.QUERY)));
        here.heartbeat().add(address);
        return new RedisQueryResultsRegion(
                regionName,
                this,
                sessionFactory,
                address,
                configuration.ttl(regionName, DataKind.QUERY).toMillis(),
                here.services(),
                here.spaces());
    }

    /** @throws CacheException if {@code hibernate.cache.query_cache_factory} is the application's own */
    @Override
    public TimestampsRegion buildTimestampsRegion(String regionName, SessionFactoryImplementor sessionFactory) {
        TimestampsCacheFactory factory =
                sessionFactory.getSessionFactoryOptions().getTimestampsCacheFactory();
        if (!(factory instanceof UpdateTimestampsFactory)) {
            throw new CacheException(AvailableSettings.QUERY_CACHE_FACTORY + "='"
                    + factory.getClass().getName()
                    + "' cannot be used with the Redis cache; accepted: leave it out");
        }
        return new RedisTimestampsRegion(
                regionName, this, running().services(), running().spaces());
    }

    private RegionAddress address(String name, Duration longestTtl, boolean readOnly) {
        CacheConfiguration configuration = running().services().configuration();
        RegionAddress address = new RegionAddress(
                KeyText.name(configuration.namespace()),
                KeyText.name(qualify(name)),
                longestWith(configuration, longestTtl),
                readOnly,
                running().masters().areCluster());
        activity().region(address, name);
        return address;
    }

    /** Locks, closers and marks must be kept until their limits, however short the times to live are. */
    private static long longestWith(CacheConfiguration configuration, Duration longestTtl) {
        return Math.max(longestTtl.toMillis(), configuration.lockTimeout().toMillis() + Operations.RETENTION / 1000);
    }

    @Override
    public CacheTransactionSynchronization createTransactionContext(SharedSessionContractImplementor session) {
        return new SessionSynchronization(running().services(), session);
    }

    @Override
    public boolean isMinimalPutsEnabledByDefault() {
        return true;
    }

    @Override
    public AccessType getDefaultAccessType() {
        return AccessType.READ_WRITE;
    }

    /** Puts {@code hibernate.cache.region_prefix} in front, if it is set. */
    @Override
    public String qualify(String regionName) {
        String prefix = running().regionPrefix();
        return regionName.startsWith(prefix) ? regionName : prefix + regionName;
    }

    /** Microseconds of this node's clock: for Hibernate's own bookkeeping, never compared with what is in Redis. */
    @Override
    public long nextTimestamp() {
        return System.currentTimeMillis() * 1000;
    }

    /** In the unit of {@link #nextTimestamp()}. */
    @Override
    public long getTimeout() {
        return Operations.RETENTION;
    }
}
