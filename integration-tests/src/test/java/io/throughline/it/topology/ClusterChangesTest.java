package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A cluster that changes while nodes use it: slots move, a master dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class ClusterChangesTest {

    private static final int ROWS = 60;

    private RedisCluster cluster;
    private Node first;
    private Node second;

    @BeforeAll
    void start() {
        cluster = new RedisCluster();
        Database database = TestServers.postgres().createDatabase();
        first = node(database);
        second = node(database);
        // each believes all masters: each has an entry or more on every one
        List<Long> ids = LongStream.range(-ROWS, 0).boxed().toList();
        first.inTransaction(session -> ids.forEach(id -> session.persist(new Counter(id, 1))));
        Nodes.await(() -> Nodes.isServed(first, Counter.class, ids));
        Nodes.await(() -> Nodes.isServed(second, Counter.class, ids));
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        cluster.close();
    }

    private Node node(Database database) {
        return Node.on(database, cluster.uri())
                .set("hibernate.cache.redis.command_timeout", "5s")
                // two nodes do not hear of a new master at the same moment: under bypass the one that has could read
                // what the other one
                // has changed without a lock
                .set("hibernate.cache.redis.on_failure", "reject")
                .entities(Counter.class)
                .start();
    }

    /** Half of what a call needs is here and half there: it can run nowhere, and it is not given up. */
    @Test
    @Order(1)
    void aCommitWaitsForASlotThatIsOnTheMove() throws Exception {
        long id = ownedByFirstMaster(0).findFirst().orElseThrow();
        first.inTransaction(session -> session.persist(new Counter(id, 1)));
        RedisProcess from = cluster.masters().get(0);
        RedisProcess to = cluster.masters().get(1);
        int slot = slotOf(id);
        String stripe = stripeKey(id);
        CompletableFuture<Void> commit;
        try (RedisConnection source = from.connect();
                RedisConnection target = to.connect()) {
            target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", RedisCluster.id(from));
            source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", RedisCluster.id(to));
            source.call("MIGRATE", RedisProcess.HOST, to.port(), stripe, 0, 5000);
            commit = CompletableFuture.runAsync(() ->
                    first.inTransaction(session -> session.find(Counter.class, id).amount = 2));
            Nodes.await(() -> target.text("INFO", "errorstats").contains("TRYAGAIN"));
            assertThat(commit).isNotDone();
        }
        cluster.move(slot, from, to);
        commit.get(30, TimeUnit.SECONDS);
        assertThat(first.activity().of(Event.LOCK_FAILED)).isZero();
        assertThat(first.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(1);
        assertThat(RedisCluster.entries(to, "*Counter*}:" + id)).hasSize(1);
        Clocks.await(cluster.masters(), second);
        long sql = second.sqlStatements();
        second.inTransaction(
                session -> assertThat(session.find(Counter.class, id).amount).isEqualTo(2));
        assertThat(second.sqlStatements()).isEqualTo(sql);
    }

    /** All is there still, and whatever a script deletes it could not store again. */
    @Test
    @Order(2)
    void aSlotThatHasJustBegunToMoveIsServedAsBefore() {
        long id = ownedByFirstMaster(50).findFirst().orElseThrow();
        first.inTransaction(session -> session.persist(new Counter(id, 1)));
        RedisProcess from = cluster.masters().get(0);
        RedisProcess to = cluster.masters().get(2);
        long written = first.activity().of(Event.WRITTEN_THROUGH);
        try (RedisConnection source = from.connect();
                RedisConnection target = to.connect()) {
            target.call("CLUSTER", "SETSLOT", slotOf(id), "IMPORTING", RedisCluster.id(from));
            source.call("CLUSTER", "SETSLOT", slotOf(id), "MIGRATING", RedisCluster.id(to));
            source.call("CONFIG", "RESETSTAT");
            first.inTransaction(session -> session.find(Counter.class, id).amount = 2);
            assertThat(source.text("INFO", "errorstats")).doesNotContain("errorstat_ERR");
        }
        assertThat(first.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(written + 1);
        assertThat(first.activity().of(Event.LOCK_FAILED)).isZero();
        cluster.move(slotOf(id), from, to);
    }

    @Test
    @Order(3)
    void slotsMoveUnderLoad() throws Exception {
        try (Load load = new Load(100, ROWS, first, second)) {
            load.awaitMore(50);
            List<Integer> slots = ownedByFirstMaster(100)
                    .limit(10)
                    .mapToObj(this::slotOf)
                    .distinct()
                    .toList();
            for (int slot : slots) {
                cluster.move(slot, cluster.masters().get(0), cluster.masters().get(2));
                load.awaitMore(5);
            }
            long hits = load.sum(Event.HIT);
            load.awaitMore(100);
            load.stop();
            System.out.println(slots.size() + " slots moved under load: " + load);
            assertThat(load.staleReads()).as(load.toString()).isZero();
            assertThat(load.sum(Event.LOCK_FAILED)).as(load.toString()).isZero();
            assertThat(load.sum(Event.HIT)).isGreaterThan(hits);
        }
    }

    /** No commit is under way, and the replica has all: what a replica that lags brings back is another matter. */
    @Test
    @Order(4)
    void aMasterDiesUnderLoad() throws Exception {
        List<Long> untouched = ownedByFirstMaster(1000).limit(2).boxed().toList();
        first.inTransaction(session -> untouched.forEach(id -> session.persist(new Counter(id, 7))));
        Clocks.await(cluster.masters(), first);
        try (Load load = new Load(200, ROWS, first, second);
                Session before = first.factory().openSession()) {
            load.awaitMore(50);
            before.beginTransaction();
            before.find(Counter.class, untouched.get(0));
            load.withoutWrites(() -> {
                cluster.awaitReplicated(0);
                cluster.masters().get(0).kill();
                cluster.promote(0);
            });
            load.awaitMore(100);
            Clocks.await(
                    List.of(
                            cluster.replicas().get(0),
                            cluster.masters().get(1),
                            cluster.masters().get(2)),
                    first);
            long written = load.sum(Event.WRITTEN_THROUGH);
            load.awaitMore(100);
            load.stop();
            System.out.println("A master died under load: " + load);
            assertThat(load.staleReads()).as(load.toString()).isZero();
            assertThat(load.sum(Event.WRITTEN_THROUGH)).isGreaterThan(written);
            // what lies on the promoted one is served from there, once it has been put there anew: nobody knows what it
            // had lost. A node believes the promoted one with a heartbeat of its own, which may be a later one than
            // that
            // of its clock
            Nodes.await(() -> Nodes.isServed(second, Counter.class, untouched));
            Nodes.await(() -> Nodes.isServed(first, Counter.class, untouched));
            long sql = first.sqlStatements();
            // but not to who has begun under other masters, and what he loads is not put
            long misses = load.sum(Event.MISS);
            before.find(Counter.class, untouched.get(1));
            assertThat(first.sqlStatements()).isEqualTo(sql + 1);
            assertThat(load.sum(Event.MISS)).isEqualTo(misses + 1);
            long puts = load.sum(Event.PUT_STORED) + load.sum(Event.PUT_REFUSED);
            before.getTransaction().commit();
            assertThat(load.sum(Event.PUT_STORED) + load.sum(Event.PUT_REFUSED)).isEqualTo(puts);
        }
    }

    /** Rows from {@code from} on whose entries lie there. */
    private LongStream ownedByFirstMaster(int from) {
        String id = RedisCluster.id(cluster.masters().get(0));
        try (RedisConnection connection = cluster.masters().get(0).connect()) {
            String line = connection
                    .text("CLUSTER", "NODES")
                    .lines()
                    .filter(node -> node.startsWith(id))
                    .findFirst()
                    .orElseThrow();
            List<int[]> ranges = java.util.Arrays.stream(line.split(" "))
                    .skip(8)
                    .filter(range -> !range.startsWith("[")) // on the move
                    .map(range -> range.split("-"))
                    .map(range -> new int[] {Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1])})
                    .toList();
            return LongStream.range(from, from + ROWS)
                    .filter(row ->
                            ranges.stream().anyMatch(range -> range[0] <= slotOf(row) && slotOf(row) <= range[1]));
        }
    }

    private int slotOf(long id) {
        return RedisCluster.slot(cluster.masters().get(1), stripeKey(id));
    }

    private static String stripeKey(long id) {
        CRC32 crc = new CRC32();
        crc.update(Long.toString(id).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return "hibernate:" + Counter.class.getName() + ":{" + (crc.getValue() & 255) + "}";
    }
}
