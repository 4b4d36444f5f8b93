package io.throughline.it.topology;

import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.servers.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;
import org.redisson.misc.RedisURI;

/** A cluster with a relay before each node, and a client whose every way leads through them. */
final class RelayedCluster implements AutoCloseable {

    private final RedisCluster cluster = new RedisCluster();
    private final Map<Integer, RedisRelay> relays = new LinkedHashMap<>();
    private final RedissonClient client;

    RelayedCluster() {
        cluster.nodes()
                .forEach(node -> relays.put(
                        node.port(), new RedisRelay(RedisProcess.HOST, node.port()).hold(Duration.ofMillis(60))));
        Config config = new Config();
        config.setLazyInitialization(true);
        config.useClusterServers()
                .setNatMapper(this::relayed)
                .addNodeAddress("redis://" + cluster.masters().get(0).address())
                .setScanInterval(500)
                .setReadMode(ReadMode.MASTER)
                .setSubscriptionMode(SubscriptionMode.MASTER)
                .setMasterConnectionMinimumIdleSize(2)
                .setMasterConnectionPoolSize(16);
        client = Redisson.create(config);
    }

    private RedisURI relayed(RedisURI address) {
        RedisRelay relay = relays.get(address.getPort());
        return relay == null ? address : new RedisURI(address.getScheme(), relay.host(), relay.port());
    }

    RedisCluster cluster() {
        return cluster;
    }

    RedissonClient client() {
        return client;
    }

    /** The masters'. */
    List<RedisRelay> relays() {
        return cluster.masters().stream().map(node -> relays.get(node.port())).toList();
    }

    /** The round trips to each master. */
    List<RoundTrips> count(Runnable work) {
        List<RoundTrips> trips = new ArrayList<>();
        count(relays(), work, trips);
        return trips;
    }

    private static void count(List<RedisRelay> relays, Runnable work, List<RoundTrips> trips) {
        if (relays.isEmpty()) {
            work.run();
        } else {
            trips.add(relays.get(0).countUntilQuiet(() -> count(relays.subList(1, relays.size()), work, trips)));
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
        relays.values().forEach(RedisRelay::close);
        cluster.close();
    }
}
