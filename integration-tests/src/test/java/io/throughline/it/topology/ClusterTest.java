package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Prefetch;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Currency;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Three masters, a relay before each: what goes to whom, and when. Nothing here changes the cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ClusterTest {

    private RelayedCluster cluster;
    private Node node;
    private Node other;

    @BeforeAll
    void start() {
        cluster = new RelayedCluster();
        Database database = TestServers.postgres().createDatabase();
        node = node(database)
                .set("hibernate.cache.redis.client", cluster.client())
                .start();
        other = node(database)
                .set("hibernate.cache.redis.uri", cluster.cluster().uri())
                .start();
    }

    private static Node.Builder node(Database database) {
        return Node.on(database).nothingGrowsOld().entities(Ticket.class, Counter.class, Currency.class);
    }

    @AfterAll
    void stop() {
        try (RelayedCluster c = cluster;
                Node n = node;
                Node o = other) {
            // in this order
        }
    }

    @Test
    void entriesOfARegionLieOnAllMastersAndAreHitsOnAnotherNode() {
        List<Long> ids = insert(300);
        for (RedisProcess master : cluster.cluster().masters()) {
            assertThat(RedisCluster.entries(master, "*Ticket*").size())
                    .as(master.address())
                    .isGreaterThan(50);
        }
        Clocks.await(cluster.cluster().masters(), other);
        long sql = other.sqlStatements();
        long hits = other.activity().of(Event.HIT);
        other.inTransaction(session -> ids.forEach(id -> session.find(Ticket.class, id)));
        assertThat(other.sqlStatements()).isEqualTo(sql);
        assertThat(other.activity().of(Event.HIT)).isEqualTo(hits + 300);
    }

    @Test
    void aCommitCostsTwoRoundTripsAMaster() {
        List<Long> ids = insert(60);
        long slots = ids.stream()
                .map(id -> Space.stripeKey(Ticket.class.getName(), id.toString()))
                .distinct()
                .count();
        List<RoundTrips> trips = cluster.count(() -> update(ids));
        assertThat(trips)
                .hasSize(3)
                .allSatisfy(trip ->
                        assertThat(trip.roundTrips()).as(trip.toString()).isEqualTo(2));
        assertThat(trips.stream().mapToInt(RoundTrips::commands).sum())
                .as("one EVALSHA a slot: %s", trips)
                .isEqualTo(2 * (int) slots);
    }

    @Test
    void bothPipelinesGoToAllMastersAtOnce() throws Exception {
        List<Long> ids = insert(60);
        long written = node.activity().of(Event.WRITTEN_THROUGH);
        List<Stall> held = stallReplies(Scripts.shipped().lock());
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> update(ids));
        for (Stall stall : held) {
            stall.awaitStalled(Duration.ofSeconds(30)); // each has LOCKs, and none has been answered yet
        }
        List<Stall> next = stallReplies(Scripts.shipped().settle());
        held.forEach(Stall::release);
        for (Stall stall : next) {
            stall.awaitStalled(Duration.ofSeconds(30)); // and so have the SETTLEs
        }
        next.forEach(Stall::release);
        commit.get(30, TimeUnit.SECONDS);
        assertThat(node.activity().of(Event.WRITTEN_THROUGH))
                .as("nothing was given up")
                .isEqualTo(written + 60);
    }

    /** From each master. */
    private List<Stall> stallReplies(Script script) {
        return cluster.relays().stream()
                .map(relay -> relay.stallAllReplies(command -> command.runs(script)))
                .toList();
    }

    @Test
    void clearingARegionIsOneRoundTripToEachMasterAtOnce() {
        List<Long> ids = insert(30);
        List<RoundTrips> trips = cluster.count(() -> node.factory().getCache().evictEntityData(Ticket.class));
        assertThat(trips)
                .allSatisfy(trip ->
                        assertThat(trip.roundTrips()).as(trip.toString()).isEqualTo(1));
        assertThat(trips.stream().mapToInt(RoundTrips::commands).sum())
                .as("one call a stripe: they all have slots of their own")
                .isEqualTo(256);
        ids.forEach(id -> assertThat(node.factory().getCache().containsEntity(Ticket.class, id))
                .isFalse());
    }

    @Test
    void theMemoryOfAClearedRegionComesBackFromAllMasters() {
        List<Long> ids = insert(30);
        assertThat(entries(ids)).isEqualTo(30);
        node.factory().getCache().evictEntityData(Ticket.class);
        Nodes.await(() -> entries(ids) == 0);
    }

    /** Other tests leave theirs, and locks. */
    private long entries(List<Long> ids) {
        return cluster.cluster().masters().stream()
                .flatMap(master -> RedisCluster.entries(master, "*Ticket:{*}:*").stream())
                .filter(key -> ids.contains(Long.valueOf(key.substring(key.lastIndexOf(':') + 1))))
                .count();
    }

    @Test
    void aBulkStatementClosesAndOpensAllStripes() {
        List<Long> ids = insert(30);
        Clocks.await(cluster.cluster().masters(), node);
        List<RoundTrips> trips = cluster.count(() -> node.inTransaction(
                session -> session.createMutationQuery("update versioned Ticket set subject = 'bulk'")
                        .executeUpdate()));
        assertThat(trips)
                .allSatisfy(trip ->
                        assertThat(trip.roundTrips()).as(trip.toString()).isEqualTo(2));
        assertThat(trips.stream().mapToInt(RoundTrips::commands).sum()).isEqualTo(512);
        assertThat(node.<List<String>>fromTransaction(session -> ids.stream()
                        .map(id -> session.find(Ticket.class, id).subject)
                        .toList()))
                .containsOnly("bulk");
        assertThat(node.activity().of(Event.LOCK_FAILED)).isZero();
    }

    @Test
    void manyEntriesAreReadInOneRoundTripFromEachMasterAtOnce() {
        List<Long> ids = insert(60);
        Clocks.await(cluster.cluster().masters(), node);
        long sql = node.sqlStatements();
        List<RoundTrips> trips = cluster.count(() -> node.inTransaction(session -> {
            Prefetch.entities(session, Ticket.class, ids);
            ids.forEach(id -> session.find(Ticket.class, id));
        }));
        assertThat(trips)
                .allSatisfy(trip ->
                        assertThat(trip.roundTrips()).as(trip.toString()).isEqualTo(1));
        assertThat(node.sqlStatements()).isEqualTo(sql);
    }

    /** A result, the records of its tables and the rows' entries lie wherever their slots are. */
    @Test
    void aQueryResultIsGoodUntilItsTableChanges() {
        Database database = TestServers.postgres().createDatabase();
        try (Node one = queries(database)
                        .set("hibernate.cache.redis.client", cluster.client())
                        .start();
                Node two = queries(database)
                        .set("hibernate.cache.redis.uri", cluster.cluster().uri())
                        .start()) {
            List<Long> ids = insert(one, 20);
            Clocks.await(cluster.cluster().masters(), one);
            assertThat(subjects(one)).hasSize(20); // puts it
            Clocks.await(cluster.cluster().masters(), two);
            subjects(two); // learns what it is over
            Clocks.await(cluster.cluster().masters(), two);
            long sql = two.sqlStatements();
            assertThat(subjects(two)).hasSize(20);
            assertThat(two.sqlStatements()).as("a hit").isEqualTo(sql);
            update(one, ids.subList(0, 1));
            assertThat(subjects(two)).contains("new");
        }
    }

    private static Node.Builder queries(Database database) {
        return node(database)
                .set("hibernate.cache.redis.namespace", "queries")
                .set("hibernate.cache.use_query_cache", "true");
    }

    private static List<String> subjects(Node node) {
        return node.fromTransaction(session -> session.createSelectionQuery("select subject from Ticket", String.class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void aServerThatForgotItsScriptsIsTaughtThemAgain() {
        List<Long> ids = insert(30);
        cluster.cluster().masters().forEach(master -> {
            try (var connection = master.connect()) {
                connection.call("SCRIPT", "FLUSH");
            }
        });
        long written = node.activity().of(Event.WRITTEN_THROUGH);
        update(ids);
        assertThat(node.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(written + 30);
    }

    /** The other masters' entries are not touched by it: a commit settles there, reads hit there. */
    @Test
    void whatOneMasterDoesNotAnswerDoesNotKeepTheOthersFromAnswering() throws Exception {
        Database database = TestServers.postgres().createDatabase();
        try (Node impatient = Node.on(database)
                .set("hibernate.cache.redis.client", cluster.client())
                .set("hibernate.cache.redis.namespace", "impatient")
                .set("hibernate.cache.redis.command_timeout", "2s")
                .entities(Ticket.class)
                .start()) {
            Clocks.await(cluster.cluster().masters(), impatient);
            List<Long> ids = insert(impatient, 60);
            RedisRelay silent = cluster.relays().get(0);
            long written = impatient.activity().of(Event.WRITTEN_THROUGH);
            silent.swallow(Command.named("EVALSHA"));
            try {
                update(impatient, ids);
            } finally {
                silent.swallow(null);
            }
            long settled = impatient.activity().of(Event.WRITTEN_THROUGH) - written;
            assertThat(settled).as("of 60 on three masters").isBetween(20L, 59L);
            assertThat(impatient.<List<String>>fromTransaction(session -> ids.stream()
                            .map(id -> session.find(Ticket.class, id).subject)
                            .toList()))
                    .containsOnly("new");
        }
        // the nodes share a client: the other tests' one has lost its faith in that master, too
        List<Long> ids = insert(60);
        Nodes.await(() -> Nodes.isServed(node, Ticket.class, ids));
    }

    @Test
    void aUserWithTheLeastRightsIsEnough() {
        cluster.cluster().masters().forEach(master -> {
            try (var connection = master.connect()) {
                LeastRights.give(connection, "+cluster|nodes", "+asking");
            }
        });
        String uri = cluster.cluster().uri().replace("redis://", "redis://shop:sesame@");
        try (Node limited = node(TestServers.postgres().createDatabase())
                .set("hibernate.cache.redis.uri", uri)
                .set("hibernate.cache.redis.on_failure", "reject")
                .start()) {
            List<Long> ids = insert(limited, 30);
            update(limited, ids);
            limited.factory().getCache().evictEntityData(Ticket.class);
            assertThat(limited.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(30);
            assertThat(limited.activity().of(Event.REDIS_FAILED)).isZero();
        }
        cluster.cluster().masters().forEach(LeastRights::wereEnough);
    }

    /** One replica each: one is enough, and two are not there. */
    @Test
    void locksThatTooFewReplicasHaveAreNotPlaced() {
        for (int replicas = 1; replicas <= 2; replicas++) {
            boolean enough = replicas == 1;
            try (Node careful = node(TestServers.postgres().createDatabase())
                    .set("hibernate.cache.redis.uri", cluster.cluster().uri())
                    .set("hibernate.cache.redis.namespace", "careful" + replicas)
                    .set("hibernate.cache.redis.command_timeout", enough ? "10s" : "2s")
                    .set("hibernate.cache.redis.replicas_to_ack", replicas)
                    .set("hibernate.cache.redis.on_failure", "reject")
                    .start()) {
                Clocks.await(cluster.cluster().masters(), careful);
                List<Long> ids = insert(careful, 9);
                if (enough) {
                    update(careful, ids);
                    assertThat(careful.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(9);
                } else {
                    assertThatThrownBy(() -> update(careful, ids))
                            .hasStackTraceContaining("1 of 2 replicas have acknowledged it");
                    assertThatThrownBy(() -> careful.inTransaction(session ->
                                    session.createMutationQuery("delete Ticket").executeUpdate()))
                            .hasStackTraceContaining("1 of 2 replicas have acknowledged it");
                }
            }
        }
    }

    private List<Long> insert(int count) {
        return insert(node, count);
    }

    private static List<Long> insert(Node node, int count) {
        return node.fromTransaction(session -> {
            List<Ticket> tickets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Ticket ticket = new Ticket("ticket " + i);
                session.persist(ticket);
                tickets.add(ticket);
            }
            return tickets.stream().map(ticket -> ticket.id).toList();
        });
    }

    private void update(List<Long> ids) {
        update(node, ids);
    }

    private static void update(Node node, List<Long> ids) {
        node.inTransaction(session -> session.createSelectionQuery("from Ticket where id in :ids", Ticket.class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(ticket -> ticket.subject = "new"));
    }
}
