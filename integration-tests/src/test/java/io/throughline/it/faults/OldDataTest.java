package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis goes back to older data, on real servers. Nobody is given these data: neither a node that was up, nor one that starts only afterwards and has
 * lost no contact. Each test first checks that the entries are still there when the nodes meet them; otherwise it would prove nothing.
 */
@Timeout(120)
class OldDataTest {

    private final Database database = TestServers.postgres().createDatabase();
    private RedisProcess redis;
    private RedisRelay relay;
    private Node node;

    @BeforeEach
    void start() {
        redis = RedisProcess.start();
        relay = new RedisRelay(redis.host(), redis.port());
        node = node();
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        Nodes.await(() -> isHit(node));
    }

    private Node node() {
        return Node.on(database, relay.uri())
                .set("hibernate.cache.redis.command_timeout", "500ms")
                .entities(Counter.class)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
        relay.close();
        redis.close();
    }

    @Test
    void aRestartFromAnOldSnapshot(@TempDir Path directory) {
        Path snapshot = directory.resolve("old.rdb");
        redis.save(snapshot);
        raise();
        relay.refuse(); // a node that is up may clear, and sweep, before anybody has asked what there is
        redis.kill();
        redis.restore(snapshot);
        redis.startAgain();
        assertThat(holdsEntry(redis)).isTrue();
        relay.accept();
        nobodyIsGivenOldData();
    }

    @Test
    void aRestartFromAnOldSnapshotWhileNoNodeWasUp(@TempDir Path directory) {
        Path snapshot = directory.resolve("old.rdb");
        redis.save(snapshot);
        raise();
        node.close();
        redis.kill();
        redis.restore(snapshot);
        redis.startAgain();
        assertThat(holdsEntry(redis)).isTrue();
        node = node();
        assertThat(amount(node)).isEqualTo(2);
        Nodes.await(() -> isHit(node));
        assertThat(amount(node)).isEqualTo(2);
    }

    @Test
    void aReplicaThatLaggedIsPromoted() {
        try (RedisProcess replica = RedisProcess.start("--replicaof", redis.host(), Integer.toString(redis.port()))) {
            try (RedisConnection here = redis.connect();
                    RedisConnection there = replica.connect()) {
                awaitAll(replica, here);
                there.call("REPLICAOF", redis.host(), 1); // nobody there: it keeps what it has
                raise();
                redis.kill();
                there.call("REPLICAOF", "NO", "ONE");
            }
            assertThat(holdsEntry(replica)).isTrue();
            relay.redirect(replica.host(), replica.port());
            nobodyIsGivenOldData();
        }
    }

    /** Nothing has changed but the run: what is there is as good as before, and cleared all the same. */
    @Test
    void aReplicaThatHadAllIsClearedToo() {
        try (RedisProcess replica = RedisProcess.start("--replicaof", redis.host(), Integer.toString(redis.port()))) {
            try (RedisConnection here = redis.connect();
                    RedisConnection there = replica.connect()) {
                awaitAll(replica, here);
                redis.kill();
                there.call("REPLICAOF", "NO", "ONE");
            }
            assertThat(holdsEntry(replica)).isTrue();
            relay.redirect(replica.host(), replica.port());
            Nodes.await(() -> !isAnothers(replica));
            long sql = node.sqlStatements();
            assertThat(amount(node)).isEqualTo(1);
            assertThat(node.sqlStatements()).as("a miss").isGreaterThan(sql);
            Nodes.await(() -> isHit(node));
        }
    }

    /** Until the replica has all: WAIT asks of what its own connection has written. */
    private static void awaitAll(RedisProcess replica, RedisConnection master) {
        Nodes.await(() -> replica.info("master_link_status").equals("up"));
        master.call("SET", "last", "x");
        assertThat(master.number("WAIT", 1, 10_000)).isEqualTo(1);
    }

    /** Whether no node has met the new server yet. */
    private static boolean isAnothers(RedisProcess server) {
        try (RedisConnection connection = server.connect()) {
            List<?> owners = (List<?>) connection.call("HVALS", "hibernate:identity");
            String run = new String((byte[]) owners.get(0), StandardCharsets.US_ASCII);
            return !run.startsWith(server.info("run_id"));
        }
    }

    private void nobodyIsGivenOldData() {
        assertThat(amount(node)).isEqualTo(2);
        try (Node newcomer = node()) {
            assertThat(amount(newcomer)).isEqualTo(2);
            assertThat(amount(node)).isEqualTo(2);
            Nodes.await(() -> isHit(node));
            Nodes.await(() -> isHit(newcomer));
            assertThat(amount(newcomer)).isEqualTo(2);
            assertThat(amount(node)).isEqualTo(2);
        }
    }

    /** The old state, which is the one that the snapshot has. */
    private static boolean holdsEntry(RedisProcess server) {
        try (RedisConnection connection = server.connect()) {
            return !connection.keys("*Counter:{*}:1").isEmpty();
        }
    }

    private void raise() {
        write(node, 2);
        Nodes.await(() -> isHit(node));
    }
}
