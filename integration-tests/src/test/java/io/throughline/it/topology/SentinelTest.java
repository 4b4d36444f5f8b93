package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.metrics.CacheActivity.Event;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

/** Three sentinels, a master with a password, a replica: the master dies. */
@Timeout(120)
class SentinelTest {

    private final RedisProcess master = RedisProcess.start(
            "--requirepass", "sesame", "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0");
    private final RedisProcess replica = RedisProcess.start(
            "--requirepass", "sesame", "--masterauth", "sesame", "--replicaof", RedisProcess.HOST, "" + master.port());
    private final List<RedisProcess> sentinels = new ArrayList<>();

    SentinelTest() {
        for (int i = 0; i < 3; i++) {
            sentinels.add(
                    RedisProcess.sentinel(RedisProcess.freePort(), """
                    sentinel monitor shop %s %s 2
                    sentinel auth-pass shop sesame
                    sentinel down-after-milliseconds shop 2000
                    sentinel failover-timeout shop 3000
                    """.formatted(RedisProcess.HOST, master.port())));
        }
        sentinels.forEach(sentinel -> {
            try (RedisConnection connection = sentinel.connect()) {
                Nodes.await(() -> connection.text("INFO", "sentinel").contains("slaves=1,sentinels=3"));
            }
        });
    }

    @AfterEach
    void stop() {
        sentinels.forEach(RedisProcess::close);
        replica.close();
        master.close();
    }

    @Test
    void thePromotedReplicaIsFollowed() throws Exception {
        for (RedisProcess server : List.of(master, replica)) {
            try (RedisConnection connection = authenticated(server)) {
                LeastRights.give(connection, "+select");
            }
        }
        String uri = "redis-sentinel://shop:sesame@"
                + sentinels.stream().map(RedisProcess::address).collect(Collectors.joining(",")) + "/shop/1";
        Database database = TestServers.postgres().createDatabase();
        try (LogCapture log = new LogCapture(Level.INFO);
                Node node = Node.on(database, uri)
                        .set("hibernate.cache.redis.command_timeout", "2s")
                        .entities(Counter.class)
                        .start();
                Load load = new Load(0, 20, node)) {
            load.awaitMore(50);
            try (RedisConnection connection = authenticated(master)) {
                assertThat(connection.keys("*Counter*")).as("in database 1").isNotEmpty();
            }
            load.withoutWrites(() -> {
                try (RedisConnection here = authenticated(master);
                        RedisConnection there = authenticated(replica)) {
                    here.call("SET", "last", "x"); // WAIT asks of what its own connection has written
                    Nodes.await(() -> here.number("WAIT", 1, 0) == 1);
                    // reads go on, and put what they have loaded
                    Nodes.await(() -> there.number("DBSIZE") == here.number("DBSIZE"));
                }
                master.kill();
                Nodes.await(() -> isMaster(replica));
            });
            long written = load.sum(Event.WRITTEN_THROUGH);
            Nodes.await(() -> load.sum(Event.WRITTEN_THROUGH) > written + 20);
            long hits = load.sum(Event.HIT);
            Nodes.await(() -> load.sum(Event.HIT) > hits + 20);
            load.stop();
            System.out.println("Sentinel's master died under load: " + load);
            assertThat(load.staleReads()).as(load.toString()).isZero();
            assertThat(log.withNumber(1))
                    .singleElement()
                    .asString()
                    .contains("of the sentinels redis://" + sentinels.get(0).address());
            assertThat(log.withNumber(15)).singleElement().asString().contains(replica.address());
        }
    }

    /** A connection each: Sentinel closes all when it promotes. */
    private static boolean isMaster(RedisProcess server) {
        try (RedisConnection connection = authenticated(server)) {
            return connection.text("INFO", "replication").contains("role:master");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static RedisConnection authenticated(RedisProcess server) {
        RedisConnection connection = server.connect();
        connection.call("AUTH", "sesame");
        connection.call("SELECT", 1);
        return connection;
    }
}
