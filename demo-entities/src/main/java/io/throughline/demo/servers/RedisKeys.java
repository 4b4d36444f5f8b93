package io.throughline.demo.servers;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.redisson.Redisson;
import org.redisson.api.RKeys;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.RedisException;
import org.redisson.config.Config;

/** The keys of one namespace, seen from outside, as redis-cli sees them: past the cache and past the relays. */
public final class RedisKeys implements AutoCloseable {

    private final RedissonClient client;
    private final String pattern;

    RedisKeys(RedisUri redis, String namespace) {
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        userInfo(config, redis);
        config.useSingleServer()
                .setAddress(redis.scheme() + "://" + redis.host() + ":" + redis.port())
                .setDatabase(redis.databaseNumber())
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(2)
                .setSubscriptionConnectionMinimumIdleSize(0)
                .setRetryAttempts(0);
        try {
            client = Redisson.create(config);
        } catch (RedisException e) {
            throw new CannotRunException(
                    "Redis at " + redis + " cannot be used: " + rootCause(e).getMessage(), e);
        }
        pattern = namespace + ":*";
    }

    private static Throwable rootCause(Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }

    private static void userInfo(Config config, RedisUri redis) {
        String info = redis.decodedUserInfo();
        if (!info.isEmpty()) {
            int colon = info.indexOf(':');
            config.setUsername(colon > 0 ? info.substring(0, colon) : null);
            config.setPassword(info.substring(colon + 1));
        }
    }

    /** {@code redis-cli --scan --pattern 'namespace:*'}, sorted. */
    public List<String> scan() {
        return StreamSupport.stream(scanning().spliterator(), false)
                .distinct()
                .sorted()
                .toList();
    }

    boolean isEmpty() {
        return !scanning().iterator().hasNext();
    }

    /** {@code redis-cli EXISTS key}. */
    public boolean exist(String key) {
        return client.getKeys().countExists(key) == 1;
    }

    /** {@code redis-cli PTTL key}. */
    public Duration timeToLive(String key) {
        return Duration.ofMillis(client.getKeys().remainTimeToLive(key));
    }

    public String pattern() {
        return pattern;
    }

    void removeAll() {
        RKeys keys = client.getKeys();
        List<String> all = scan();
        for (int from = 0; from < all.size(); from += 1000) {
            keys.unlink(all.subList(from, Math.min(all.size(), from + 1000)).toArray(String[]::new));
        }
    }

    private Iterable<String> scanning() {
        return client.getKeys()
                .getKeys(KeysScanOptions.defaults().pattern(pattern).chunkSize(1000));
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
