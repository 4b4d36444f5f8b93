package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Currency;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;

/** The application's client reads from a replica that has lost its master: the replica still serves what it had. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ReplicaReadsTest {

    private RedisProcess master;
    private RedisProcess replica;
    private RedissonClient client;
    private Node node;

    @BeforeAll
    void start() {
        master = RedisProcess.start("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0");
        replica = RedisProcess.start("--replicaof", RedisProcess.HOST, "" + master.port());
        awaitLink("up");
        Config config = new Config();
        config.setLazyInitialization(true);
        config.useMasterSlaveServers()
                .setMasterAddress("redis://" + master.address())
                .addSlaveAddress("redis://" + replica.address())
                .setReadMode(ReadMode.SLAVE)
                .setMasterConnectionMinimumIdleSize(2)
                .setSlaveConnectionMinimumIdleSize(2);
        client = Redisson.create(config);
        Database database = TestServers.postgres().createDatabase();
        node = Node.on(database)
                .set("hibernate.cache.redis.client", client)
                .entities(Counter.class, Currency.class)
                .start();
        node.inTransaction(session -> {
            for (long id = 0; id < 4; id++) {
                session.persist(new Counter(id, 1));
            }
            session.persist(new Currency("EUR", 2));
            session.persist(new Currency("JPY", 0));
        });
        Clocks.await(List.of(master), node);
        awaitReplicated();
        try (RedisConnection connection = replica.connect()) {
            // nobody listens there: from now on it lags
            connection.call("REPLICAOF", RedisProcess.HOST, 1);
        }
        awaitLink("down");
    }

    private void awaitReplicated() {
        try (RedisConnection here = master.connect();
                RedisConnection there = replica.connect()) {
            Nodes.await(() -> here.number("DBSIZE") == there.number("DBSIZE"));
        }
    }

    private void awaitLink(String status) {
        try (RedisConnection connection = replica.connect()) {
            Nodes.await(() -> connection.text("INFO", "replication").contains("master_link_status:" + status));
        }
    }

    @AfterAll
    void stop() {
        node.close();
        client.shutdown(0, 5, TimeUnit.SECONDS);
        replica.close();
        master.close();
    }

    @Test
    void whatIsWrittenIsReadFromTheMaster() {
        node.inTransaction(session -> session.find(Counter.class, 0L).amount = 2);
        Clocks.await(List.of(master), node);
        long sql = node.sqlStatements();
        node.inTransaction(
                session -> assertThat(session.find(Counter.class, 0L).amount).isEqualTo(2));
        assertThat(node.sqlStatements()).as("a hit").isEqualTo(sql);
    }

    @Test
    void soIsWhatIsReadTogether() {
        node.inTransaction(session -> {
            for (long id = 1; id < 4; id++) {
                session.find(Counter.class, id).amount = 2;
            }
        });
        Clocks.await(List.of(master), node);
        long sql = node.sqlStatements();
        node.inTransaction(session -> {
            io.throughline.Prefetch.entities(session, Counter.class, List.of(1L, 2L, 3L));
            for (long id = 1; id < 4; id++) {
                assertThat(session.find(Counter.class, id).amount).isEqualTo(2);
            }
        });
        assertThat(node.sqlStatements()).as("hits").isEqualTo(sql);
    }

    /** The master has lost it, and the replica does not know: whoever finds it has asked the replica. */
    @Test
    void whatIsNeverWrittenIsReadFromTheReplica() {
        try (RedisConnection connection = master.connect()) {
            List<String> currencies = RedisCluster.entries(master, "*Currency*");
            assertThat(currencies).hasSize(2);
            currencies.forEach(key -> connection.call("DEL", key));
        }
        long sql = node.sqlStatements();
        node.inTransaction(session -> {
            assertThat(session.find(Currency.class, "EUR").digits).isEqualTo(2);
            io.throughline.Prefetch.entities(session, Currency.class, List.of("EUR", "JPY"));
            assertThat(session.find(Currency.class, "JPY").digits).isZero();
        });
        assertThat(node.sqlStatements()).as("hits").isEqualTo(sql);
    }
}
