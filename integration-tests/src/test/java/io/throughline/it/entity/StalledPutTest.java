package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.UnsharedConnections;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;

/**
 * No JVM lock is held while somebody waits for Redis: one session's hanging put does not delay other sessions' hits in the region. The connections
 * are not shared, because on a shared connection others would wait behind the command that hangs.
 */
class StalledPutTest {

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private RedissonClient client;
    private Node node;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        client = UnsharedConnections.to(relay.uri());
        node = Node.on(database)
                .set("hibernate.cache.redis.client", client)
                .set("hibernate.cache.redis.command_timeout", "60s")
                .entities(Counter.class)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
        client.shutdown(0, 5, TimeUnit.SECONDS);
        relay.close();
    }

    @Test
    void othersHitMeanwhile() throws Exception {
        Script put = Scripts.shipped().put();
        Script settle = Scripts.shipped().settle();
        node.inTransaction(session -> {
            for (long id = 0; id < 20; id++) {
                session.persist(new Counter(id, id));
            }
        });
        node.factory().getCache().evictEntityData(Counter.class, 0L);
        Nodes.awaitClocks(node);
        CompletableFuture<Void> loading;
        CompletableFuture<Void> writing;
        try (Stall stalledPut = relay.stall(command -> command.runs(put));
                Stall stalledSettle = relay.stall(command -> command.runs(settle))) {
            loading = CompletableFuture.runAsync(() -> node.inTransaction(session -> session.find(Counter.class, 0L)));
            stalledPut.awaitStalled(Duration.ofSeconds(30));
            writing = CompletableFuture.runAsync(() ->
                    node.inTransaction(session -> session.find(Counter.class, 1L).amount = 100));
            stalledSettle.awaitStalled(Duration.ofSeconds(30));

            long sql = node.sqlStatements();
            CompletableFuture<Void> hits = CompletableFuture.runAsync(() -> {
                for (long id = 2; id < 20; id++) {
                    long wanted = id;
                    node.inTransaction(session -> assertThat(session.find(Counter.class, wanted).amount)
                            .isEqualTo(wanted));
                }
            });
            hits.get(30, TimeUnit.SECONDS);
            assertThat(node.sqlStatements()).isEqualTo(sql);
            assertThat(loading).isNotDone();
            assertThat(writing).isNotDone();
        }
        loading.get(30, TimeUnit.SECONDS);
        writing.get(30, TimeUnit.SECONDS);
    }
}
