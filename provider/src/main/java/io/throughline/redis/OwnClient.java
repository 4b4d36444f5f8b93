package io.throughline.redis;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.throughline.config.CacheConfiguration;
import io.throughline.config.RedisLocation;
import io.throughline.metrics.CacheMessages;
import io.throughline.redis.RedisClients.ClientInUse;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;
import org.redisson.config.TransportMode;

/**
 * A client that belongs to one session factory: it connects when it is first used, has few threads, all of them daemons, and is closed with
 * the factory.
 */
final class OwnClient implements ClientInUse {

    private static final int THREADS = 2;
    private static final int IDLE_CONNECTIONS = 2;
    private static final int CONNECT_TIMEOUT_MILLIS = 2000;
    private static final int SCAN_MILLIS = 1000;

    private final RedissonClient client;
    private final @Nullable EventLoopGroup eventLoops;
    private final @Nullable ExecutorService executor;

    private OwnClient(RedissonClient client, @Nullable EventLoopGroup eventLoops, @Nullable ExecutorService executor) {
        this.client = client;
        this.eventLoops = eventLoops;
        this.executor = executor;
    }

    static OwnClient of(
            RedisLocation.Server server, CacheConfiguration settings, LongValues.@Nullable Listener listener) {
        Config config = config(server.user(), server.password(), listener);
        config.useSingleServer()
                .setAddress(server.address())
                .setDatabase(server.database())
                .setTimeout(millis(settings.commandTimeout()))
                .setRetryAttempts(0) // what timed out may have run: the protocol decides what to do then
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setConnectionPoolSize(settings.connections())
                .setConnectionMinimumIdleSize(IDLE_CONNECTIONS)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0)
                .setDnsMonitoringInterval(-1);
        return of(config);
    }

    static OwnClient of(
            RedisLocation.Cluster cluster, CacheConfiguration settings, LongValues.@Nullable Listener listener) {
        Config config = config(cluster.user(), cluster.password(), listener);
        mastersOnly(config.useClusterServers(), settings)
                .addNodeAddress(cluster.addresses().toArray(String[]::new))
                .setScanInterval(SCAN_MILLIS)
                .setCheckSlotsCoverage(false); // a slot that nobody serves is a miss
        return of(config);
    }

    static OwnClient of(
            RedisLocation.Sentinels sentinels, CacheConfiguration settings, LongValues.@Nullable Listener listener) {
        Config config = config(sentinels.user(), sentinels.password(), listener);
        mastersOnly(config.useSentinelServers(), settings)
                .setMasterName(sentinels.master())
                .addSentinelAddress(sentinels.addresses().toArray(String[]::new))
                .setDatabase(sentinels.database())
                .setScanInterval(SCAN_MILLIS)
                .setCheckSentinelsList(false); // one sentinel that is up is enough to start with
        return of(config);
    }

    private static Config config(
            @Nullable String user, @Nullable String password, LongValues.@Nullable Listener listener) {
        Config config = new Config();
        config.setCodec(ByteArrayCodec.INSTANCE);
        config.setUsername(user);
        config.setPassword(password);
        if (listener != null) {
            config.setNettyHook(new OwnChannels(listener));
        }
        return config;
    }

    /** Opens no connection to replicas, because they lag. */
    private static <T extends BaseMasterSlaveServersConfig<T>> T mastersOnly(T servers, CacheConfiguration settings) {
        return servers.setReadMode(ReadMode.MASTER)
                .setSubscriptionMode(SubscriptionMode.MASTER)
                .setTimeout(millis(settings.commandTimeout()))
                .setRetryAttempts(0) // what timed out may have run: the protocol decides what to do then
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setMasterConnectionPoolSize(settings.connections())
                .setMasterConnectionMinimumIdleSize(IDLE_CONNECTIONS)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0)
                .setDnsMonitoringInterval(-1);
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }

    /** Sets what the configuration leaves open so that the client stays small. */
    static OwnClient of(Config config) {
        config.setLazyInitialization(true);
        config.setReferenceEnabled(false);
        config.setUseThreadClassLoader(false);
        EventLoopGroup eventLoops = null;
        if (config.getEventLoopGroup() == null && config.getTransportMode() == TransportMode.NIO) {
            eventLoops = eventLoops();
            config.setEventLoopGroup(eventLoops);
        }
        ExecutorService executor = null;
        if (config.getExecutor() == null) {
            executor = Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("throughline-redisson", true));
            config.setExecutor(executor);
        }
        try {
            RedissonClient client = Redisson.create(config);
            makeTimerDaemon(client);
            return new OwnClient(client, eventLoops, executor);
        } catch (RuntimeException e) {
            end(eventLoops, executor);
            throw e;
        }
    }

    /** Netty 4.1 has nothing else, and Spring Boot 3.5 brings it instead of the 4.2 that Redisson asks for. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup eventLoops() {
        return new NioEventLoopGroup(THREADS, new DefaultThreadFactory("throughline-netty", true));
    }

    /** Redisson gives no way to choose its timer's thread. That thread would keep a JVM alive whose session factory is not closed. */
    private static void makeTimerDaemon(RedissonClient client) {
        HashedWheelTimer timer = ((Redisson) client).getServiceManager().getTimer();
        try {
            Field workerThread = HashedWheelTimer.class.getDeclaredField("workerThread");
            workerThread.setAccessible(true);
            ((Thread) workerThread.get(timer)).setDaemon(true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            CacheMessages.LOG.notDaemon(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public RedissonClient client() {
        return client;
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        end(eventLoops, executor);
    }

    private static void end(@Nullable EventLoopGroup eventLoops, @Nullable ExecutorService executor) {
        if (executor != null) {
            executor.shutdownNow();
        }
        if (eventLoops != null) {
            eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
