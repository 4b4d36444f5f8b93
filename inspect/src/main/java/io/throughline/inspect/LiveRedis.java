package io.throughline.inspect;

import io.throughline.RedisCacheSettings;
import io.throughline.config.CacheConfiguration;
import io.throughline.config.SettingsReader;
import io.throughline.redis.RedisClients;
import io.throughline.redis.RedisClients.ClientInUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.Time;

/** Reads a live Redis, with GET, PTTL, SCAN and TIME: a user with no other rights is enough. */
final class LiveRedis implements AutoCloseable {

    private static final int CHUNK = 200;

    private final CacheConfiguration configuration;
    private final ClientInUse client;

    /**
     * A value and how long it will live.
     *
     * @param bytes all bytes of the value, or the first ones
     * @param length how many bytes the value has
     * @param millisLeft as PTTL returns it: -1 for ever
     */
    record Found(byte[] bytes, long length, long millisLeft) {}

    /** @throws CannotInspectException if the address is wrong; the message says how */
    LiveRedis(String uri) {
        try {
            configuration =
                    SettingsReader.read(Map.of(RedisCacheSettings.URI, uri, RedisCacheSettings.COMMAND_TIMEOUT, "5s"));
            client = RedisClients.open(configuration, new BootstrapServiceRegistryBuilder().build(), null);
        } catch (CacheException e) {
            throw new CannotInspectException("--redis: " + e.getMessage(), e);
        }
    }

    /** Where it is, without a password. */
    String location() {
        return configuration.location().toString();
    }

    /** Whether it is a cluster, where each stripe has a record of its own. */
    boolean isCluster() {
        return reading(redis -> redis.getConfig().isClusterConfig());
    }

    /** {@code null} if there is no such key. */
    @Nullable
    Found get(String key) {
        return reading(redis -> {
            byte[] bytes = redis.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
            return bytes == null
                    ? null
                    : new Found(bytes, bytes.length, redis.getKeys().remainTimeToLive(key));
        });
    }

    /** The values in the order of the keys; {@code null} for a missing one. */
    List<@Nullable Found> get(List<String> keys) {
        return reading(redis -> {
            List<@Nullable Found> all = new ArrayList<>();
            for (int from = 0; from < keys.size(); from += CHUNK) {
                all.addAll(chunk(redis, keys.subList(from, Math.min(keys.size(), from + CHUNK))));
            }
            return all;
        });
    }

    private static List<@Nullable Found> chunk(RedissonClient redis, List<String> keys) {
        RBatch batch = redis.createBatch(BatchOptions.defaults().responseTimeout(30, TimeUnit.SECONDS));
        List<RFuture<byte[]>> values = new ArrayList<>();
        List<RFuture<Long>> lives = new ArrayList<>();
        for (String key : keys) {
            values.add(batch.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).getAsync());
            lives.add(batch.getBucket(key, ByteArrayCodec.INSTANCE).remainTimeToLiveAsync());
        }
        batch.execute();
        List<@Nullable Found> found = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            byte[] bytes = values.get(i).toCompletableFuture().join();
            found.add(
                    bytes == null
                            ? null
                            : new Found(
                                    bytes,
                                    bytes.length,
                                    lives.get(i).toCompletableFuture().join()));
        }
        return found;
    }

    /** At most this many keys, in no order. SCAN may return a key twice; each is listed once. */
    List<String> scan(String pattern, int most) {
        return reading(redis -> {
            try (Stream<String> keys = redis.getKeys()
                    .getKeysStream(KeysScanOptions.defaults().pattern(pattern).chunkSize(1000))) {
                return keys.distinct().limit(most).toList();
            }
        });
    }

    /** @throws CannotInspectException if Redis does not answer, or refuses it */
    <T> T reading(Function<RedissonClient, T> work) {
        try {
            return work.apply(client.client());
        } catch (RedisException | CompletionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new CannotInspectException(
                    "Redis at " + configuration.location() + " does not answer: " + cause.getMessage(), e);
        }
    }

    /** Microseconds of the server's clock, or of this machine's clock if there are several servers. */
    long now() {
        return reading(redis -> {
            if (redis.getConfig().isClusterConfig() || redis.getConfig().isSentinelConfig()) {
                return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
            }
            Time time = redis.getRedisNodes(RedisNodes.SINGLE).getInstance().time();
            return TimeUnit.SECONDS.toMicros(time.getSeconds()) + time.getMicroseconds();
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
