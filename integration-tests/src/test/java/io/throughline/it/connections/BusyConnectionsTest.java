package io.throughline.it.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.UnsharedConnections;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** The application's own client has all its connections in use, for its own blocking commands. */
@Timeout(120)
class BusyConnectionsTest {

    private final Database database = TestServers.postgres().createDatabase();
    private RedissonClient client;
    private Node node;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        client = UnsharedConnections.to(TestServers.redis().uri());
        node = Node.on(database)
                .set("hibernate.cache.redis.client", client)
                .set("hibernate.cache.redis.command_timeout", "1s")
                .entities(Counter.class)
                .start();
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        Nodes.await(() -> Counters.isHit(node, 1));
    }

    @AfterEach
    void stop() {
        node.close();
        client.shutdown(0, 5, TimeUnit.SECONDS);
    }

    /** What was in the cache is believed when a connection is free again; after an outage it would not be. */
    @Test
    void toWaitForOneIsNoLossOfContact() {
        List<RFuture<Object>> blocked = IntStream.range(0, UnsharedConnections.SIZE)
                .mapToObj(i ->
                        client.getBlockingQueue("work", StringCodec.INSTANCE).pollAsync(60, TimeUnit.SECONDS))
                .toList();
        Nodes.await(() -> !Counters.isHit(node, 1));
        for (int i = 0; i < 5; i++) {
            assertThat(Counters.isHit(node, 1)).as("without a connection").isFalse();
        }
        try (RedisConnection redis = TestServers.redis().connect()) {
            for (int i = 0; i < UnsharedConnections.SIZE; i++) {
                redis.call("RPUSH", "work", "done");
            }
        }
        Nodes.await(() -> blocked.stream().allMatch(RFuture::isDone));
        assertThat(Counters.isHit(node, 1)).as("the entry from before").isTrue();
    }
}
