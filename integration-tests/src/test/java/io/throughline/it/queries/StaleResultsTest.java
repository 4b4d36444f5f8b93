package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results of queries and the marks of their spaces, in the worst possible order. */
class StaleResultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SPACE = "hibernate:default-update-timestamps-region:{moon}";

    private Nodes nodes;
    private CachedQuery<String> moons;

    private void start(String lockTimeout) {
        nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.redis.lock_timeout", lockTimeout),
                Planet.class,
                Moon.class);
        moons = new CachedQuery<>(nodes, StaleResultsTest::names);
        nodes.second().inTransaction(session -> session.persist(new Moon(1, "old", null)));
        nodes.awaitClocks();
    }

    @BeforeEach
    void start() {
        start("20s");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void restart(String lockTimeout) {
        stop();
        start(lockTimeout);
    }

    private static List<String> names(Session session) {
        return session.createSelectionQuery("select name from Moon order by id", String.class)
                .setCacheable(true)
                .getResultList();
    }

    private static void rename(Node node, String name) {
        node.inTransaction(session -> session.find(Moon.class, 1L).name = name);
    }

    private static Predicate<Command> calls(Script script, String key) {
        return command -> command.runs(script) && command.keys().stream().anyMatch(each -> each.startsWith(key));
    }

    private static final String RESULT = "hibernate:default-query-results-region:";

    /** Loaded before the other's commit, put after it. */
    @Test
    void aLatePutIsNotBelieved() throws Exception {
        try (Stall put = nodes.relay().stall(calls(Scripts.shipped().put(), RESULT))) {
            CompletableFuture<List<String>> loading = CompletableFuture.supplyAsync(() -> moons.on(nodes.first()));
            put.awaitStalled(PATIENCE);
            rename(nodes.second(), "new");
            put.release();
            assertThat(loading.get(30, TimeUnit.SECONDS)).containsExactly("old");
        }
        moons.isMiss(nodes.first(), "new");
        moons.isHit(nodes.second(), "new");
    }

    /** Loaded while another commits, put while its mark is there and after. */
    @Test
    void whatIsLoadedWhileAnotherCommitsIsNotBelieved() throws Exception {
        moons.on(nodes.second());
        try (Stall marked = nodes.relay().stallReply(calls(Scripts.shipped().close(), SPACE))) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> rename(nodes.first(), "new"));
            marked.awaitStalled(PATIENCE); // its mark is there, and it has not committed
            for (int i = 0; i < 3; i++) {
                moons.isMiss(nodes.second(), "old");
            }
            marked.release();
            writing.get(30, TimeUnit.SECONDS);
        }
        moons.isMiss(nodes.second(), "new");
        moons.isHit(nodes.first(), "new");
    }

    /** The first node has committed and its second pipeline is under way; the second node changes the same space and is done. */
    @Test
    void twoThatMarkOneSpaceDoNotUndoEachOther() throws Exception {
        try (Stall change = nodes.relay().stall(calls(Scripts.shipped().open(), SPACE))) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> rename(nodes.first(), "new"));
            change.awaitStalled(PATIENCE);
            nodes.second().inTransaction(session -> session.persist(new Moon(2, "two", null)));
            for (int i = 0; i < 3; i++) {
                moons.isMiss(nodes.second(), "new", "two");
            }
            change.release();
            writing.get(30, TimeUnit.SECONDS);
        }
        moons.isMiss(nodes.second(), "new", "two");
        moons.isHit(nodes.first(), "new", "two");
    }

    /** Committed, and never heard of again: the space is about to change until the mark has run out, and has changed then. */
    @Test
    void aWriterThatCrashesHoldsTheSpaceUntilTheLimit() {
        restart("3s");
        moons.on(nodes.second());
        moons.isHit(nodes.second(), "old");
        Stall change = nodes.relay().stallAll(calls(Scripts.shipped().open(), SPACE));
        CompletableFuture.runAsync(() -> rename(nodes.first(), "new"));
        change.awaitStalled(PATIENCE);
        assertThat(closers()).isEqualTo(1);
        moons.isMiss(nodes.second(), "new");
        Nodes.await(() -> {
            assertThat(moons.on(nodes.second())).containsExactly("new");
            return nodes.second().statistics().getQueryCacheHitCount() > 1;
        });
        assertThat(closers()).as("nobody has said that it has changed").isEqualTo(1);
        moons.isHit(nodes.second(), "new");
    }

    /** Of the space's record: 'S' 1 born fence { token limit }. */
    private static int closers() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return (((byte[]) redis.call("GET", SPACE)).length - 18) / 24;
        }
    }

    /** However short results live: a mark must not be forgotten before its limit. */
    @Test
    void aMarkOutlivesResultsThatLiveShortly() {
        stop();
        nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.redis.ttl", "1s")
                        .set("hibernate.cache.redis.lock_timeout", "20s"),
                Planet.class,
                Moon.class);
        nodes.second().inTransaction(session -> session.persist(new Moon(1, "old", null)));
        try (RedisConnection redis = TestServers.redis().connect();
                Stall marked = nodes.relay().stallReply(calls(Scripts.shipped().close(), SPACE))) {
            CompletableFuture.runAsync(() -> rename(nodes.first(), "new"));
            marked.awaitStalled(PATIENCE);
            assertThat(redis.number("PTTL", SPACE)).isGreaterThan(20_000);
        }
    }

    /** Of collections' tables as well: the first look-up of a query finds them. */
    @Test
    void aNodeMakesTheRecordsOfAllTablesWhenItStarts() {
        try (RedisConnection redis = TestServers.redis().connect();
                Nodes others = Nodes.of(
                        node -> node.set("hibernate.cache.use_query_cache", "true"), Planet.class, Satellite.class)) {
            assertThat(redis.keys("hibernate:default-update-timestamps-region:*"))
                    .map(key -> key.substring(key.indexOf('{')))
                    .contains("{planet}", "{satellite}", "{satellite_uses}");
            others.awaitClocks();
            CachedQuery<String> uses = new CachedQuery<>(
                    others,
                    session -> session.createSelectionQuery("select u from Satellite s join s.uses u", String.class)
                            .setCacheable(true)
                            .getResultList());
            uses.isMiss(others.first());
            uses.isHit(others.first());
        }
    }

    @Test
    void aMissingRecordCountsAsChangedNowAndIsMade() {
        moons.on(nodes.first());
        moons.isHit(nodes.first(), "old");
        try (RedisConnection redis = TestServers.redis().connect()) {
            assertThat(redis.number("DEL", SPACE)).isEqualTo(1);
            moons.isMiss(nodes.first(), "old");
            Nodes.await(() -> redis.number("EXISTS", SPACE) == 1);
        }
        moons.becomesHit("old");
    }

    @Test
    void allOfRedisIsFlushed() {
        moons.on(nodes.first());
        moons.isHit(nodes.second(), "old");
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        moons.isMiss(nodes.second(), "old");
        rename(nodes.first(), "new");
        moons.isMiss(nodes.second(), "new");
        moons.becomesHit("new");
    }

    /** A result that was loaded before the record was lost, and put after it was made again. */
    @Test
    void aRecordThatIsLostTakesResultsWithIt() throws Exception {
        try (RedisConnection redis = TestServers.redis().connect();
                Stall put = nodes.relay().stall(calls(Scripts.shipped().put(), RESULT))) {
            CompletableFuture<List<String>> loading = CompletableFuture.supplyAsync(() -> moons.on(nodes.first()));
            put.awaitStalled(PATIENCE);
            rename(nodes.second(), "new");
            redis.call("DEL", SPACE);
            put.release();
            loading.get(30, TimeUnit.SECONDS);
        }
        moons.isMiss(nodes.second(), "new");
        moons.becomesHit("new");
    }

    /** As the author of the statement happens to write it. */
    @Test
    void aNativeStatementThatNamesTheTableInOtherLetters() {
        moons.becomesHit("old");
        nodes.second()
                .inTransaction(session -> session.createNativeQuery("update Moon set name = 'new'", Object.class)
                        .addSynchronizedQuerySpace("MOON")
                        .executeUpdate());
        assertThat(nodes.first().fromTransaction(StaleResultsTest::names)).containsExactly("new");
    }
}
