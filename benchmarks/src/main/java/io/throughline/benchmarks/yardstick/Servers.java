package io.throughline.benchmarks.yardstick;

import io.throughline.demo.servers.EmbeddedServers;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.config.Config;

/** A PostgreSQL and a Redis for the comparison only, at the given distance, and what is counted of them. */
final class Servers implements AutoCloseable {

    private static final double MICROS_A_SECOND = 1e6;
    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    private final EmbeddedServers servers;
    private final RedissonClient redis;
    private final String jdbcUrl;
    private final String redisUri;
    private final DelayingProxy databaseProxy;
    private final DelayingProxy redisProxy;

    /**
     * What has been counted so far. Round trips are 0 if the servers are not at a distance.
     *
     * @param redisMicros processor time of Redis
     */
    record Count(double redisMicros, long databaseTrips, long redisTrips) {}

    /** @param delayNanos the distance: how much longer a round trip to either server takes; 0: there is no proxy */
    Servers(long delayNanos) {
        servers = EmbeddedServers.start();
        String directJdbc = servers.database().jdbcUrl();
        String directRedis = servers.redis().toString();
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        config.useSingleServer()
                .setAddress(directRedis)
                .setConnectionPoolSize(1)
                .setConnectionMinimumIdleSize(1);
        redis = Redisson.create(config);
        if (delayNanos == 0) {
            databaseProxy = null;
            redisProxy = null;
            jdbcUrl = directJdbc;
            redisUri = directRedis;
        } else {
            Matcher port = PORT.matcher(directJdbc);
            if (!port.find()) {
                throw new IllegalStateException("no port in " + directJdbc);
            }
            databaseProxy = new DelayingProxy(Integer.parseInt(port.group(1)), delayNanos);
            redisProxy = new DelayingProxy(URI.create(directRedis).getPort(), delayNanos);
            jdbcUrl = directJdbc.replace(port.group(), "localhost:" + databaseProxy.port());
            redisUri = "redis://127.0.0.1:" + redisProxy.port();
        }
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    String redisUri() {
        return redisUri;
    }

    Count count() {
        Map<String, String> cpu =
                redis.getRedisNodes(RedisNodes.SINGLE).getInstance().info(RedisNode.InfoSection.CPU);
        double seconds = Stream.of("used_cpu_user", "used_cpu_sys")
                .mapToDouble(name -> Double.parseDouble(cpu.get(name)))
                .sum();
        return new Count(
                seconds * MICROS_A_SECOND,
                databaseProxy == null ? 0 : databaseProxy.roundTrips(),
                redisProxy == null ? 0 : redisProxy.roundTrips());
    }

    @Override
    public void close() {
        redis.shutdown();
        if (databaseProxy != null) {
            databaseProxy.close();
            redisProxy.close();
        }
        servers.close();
    }
}
