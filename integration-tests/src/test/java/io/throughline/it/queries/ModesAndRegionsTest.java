package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import java.util.List;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.stat.CacheRegionStatistics;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What cache modes, regions and their eviction mean for queries; what statistics count. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModesAndRegionsTest {

    private static final String OF_MOONS = Moon.class.getName();

    private final LogCapture log = new LogCapture();
    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.use_query_cache", "true")
                    .set("hibernate.cache.redis.region.brief.ttl", "20m")
                    .set("hibernate.cache.redis.region.brieff.ttl", "1m"),
            Planet.class,
            Moon.class);
    private long moon;

    @AfterAll
    void stop() {
        nodes.close();
        log.close();
    }

    /** A region that a query names first has no stripes before the next heartbeat. */
    @BeforeAll
    void meetTheRegion() {
        query("brief", CacheMode.NORMAL).becomesHit();
    }

    @BeforeEach
    void insert() {
        nodes.first().factory().getCache().evictAllRegions();
        nodes.second().inTransaction(session -> session.persist(new Moon(++moon, "old", null)));
        nodes.awaitClocks();
    }

    private CachedQuery<String> query(String region, CacheMode mode) {
        return new CachedQuery<>(nodes, session -> names(session, region, mode));
    }

    private CachedQuery<String> query(CacheMode mode) {
        return query(null, mode);
    }

    private List<String> names(Session session, String region, CacheMode mode) {
        return session.createSelectionQuery("select name from Moon where id = :id", String.class)
                .setParameter("id", moon)
                .setCacheable(true)
                .setCacheRegion(region)
                .setCacheMode(mode)
                .getResultList();
    }

    /** Not through Hibernate: what is cached shows by it. */
    private void renameBehindTheCache(String name) {
        try (var connection = nodes.first().dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update Moon set name = '" + name + "' where id = " + moon);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> results() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return redis.keys("*").stream().filter(key -> key.contains("%?")).toList();
        }
    }

    private static void flushResults() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            results().forEach(key -> redis.call("DEL", key));
        }
    }

    @Test
    void ignoreNeitherReadsNorPuts() {
        flushResults();
        query(CacheMode.IGNORE).isMiss(nodes.first(), "old");
        assertThat(results()).isEmpty();
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        renameBehindTheCache("behind");
        query(CacheMode.IGNORE).isMiss(nodes.first(), "behind");
        query(CacheMode.NORMAL).isHit(nodes.second(), "old");
    }

    @Test
    void getReadsAndDoesNotPut() {
        flushResults();
        query(CacheMode.GET).isMiss(nodes.first(), "old");
        assertThat(results()).isEmpty();
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.GET).isHit(nodes.first(), "old");
    }

    /** A put takes the place of an older result. */
    @Test
    void putPutsAndDoesNotRead() {
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        renameBehindTheCache("behind");
        query(CacheMode.PUT).isMiss(nodes.first(), "behind");
        query(CacheMode.NORMAL).isHit(nodes.second(), "behind");
    }

    @Test
    void refreshDoesNotReadAndReplaces() {
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        renameBehindTheCache("behind");
        query(CacheMode.NORMAL).isHit(nodes.first(), "old");
        query(CacheMode.REFRESH).isMiss(nodes.second(), "behind");
        query(CacheMode.NORMAL).isHit(nodes.first(), "behind");
    }

    /** What the session itself ignores is changed all the same. */
    @Test
    void aWriterThatIgnoresTheCacheMarksItsSpaces() {
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        nodes.second().inTransaction(session -> {
            session.setCacheMode(CacheMode.IGNORE);
            session.find(Moon.class, moon).name = "new";
        });
        query(CacheMode.NORMAL).isMiss(nodes.first(), "new");
    }

    @Test
    void aRegionIsEvictedForAllNodes() {
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query("brief", CacheMode.NORMAL).isHit(nodes.second(), "old");
        nodes.second().factory().getCache().evictQueryRegion("brief");
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.NORMAL).isHit(nodes.first(), "old");
    }

    @Test
    void allRegionsAreEvicted() {
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        nodes.first().factory().getCache().evictQueryRegions();
        query("brief", CacheMode.NORMAL).isMiss(nodes.second(), "old");
        query(CacheMode.NORMAL).isMiss(nodes.second(), "old");
    }

    @Test
    void theDefaultRegionIsEvicted() {
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        nodes.second().factory().getCache().evictDefaultQueryRegion();
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query("brief", CacheMode.NORMAL).isHit(nodes.first(), "old");
    }

    @Test
    void theTimestampsAreEvicted() {
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        nodes.second().factory().getCache().getTimestampsCache().getRegion().clear();
        query(CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(CacheMode.NORMAL).isHit(nodes.first(), "old");
    }

    @Test
    void aRegionHasATimeToLiveOfItsOwn() {
        flushResults();
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        try (RedisConnection redis = TestServers.redis().connect()) {
            assertThat(results()).hasSize(1).allMatch(key -> key.contains(":brief:"));
            assertThat(redis.number("PTTL", results().get(0))).isBetween(15L * 60_000, 20L * 60_000);
        }
    }

    /** The results lie beside the entities, in keys that no entity has. */
    @Test
    void aRegionMayHaveTheNameOfAnEntitys() {
        query(OF_MOONS, CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query(OF_MOONS, CacheMode.NORMAL).isHit(nodes.second(), "old");
        nodes.second().inTransaction(session -> session.find(Moon.class, moon).name = "new");
        query(OF_MOONS, CacheMode.NORMAL).isMiss(nodes.first(), "new");
        query(OF_MOONS, CacheMode.NORMAL).isHit(nodes.second(), "new");
        nodes.second()
                .inTransaction(session ->
                        assertThat(session.find(Moon.class, moon).name).isEqualTo("new"));
    }

    /** A region that a setting names and none has: said at start, and when a query uses another one that no setting names. */
    @Test
    void aRegionThatMayHaveBeenMisspelt() {
        assertThat(log.withNumber(12)).anyMatch(text -> text.contains("hibernate.cache.redis.region.brieff.ttl"));
        query("breif", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query("breif", CacheMode.NORMAL).becomesHit("old"); // its stripes are made with the next heartbeat
        assertThat(log.withNumber(13))
                .filteredOn(text -> text.contains("region breif"))
                .hasSize(2) // once a node
                .allMatch(text -> text.contains("region.brieff.ttl"));
    }

    @Test
    void statisticsCount() {
        Statistics statistics = nodes.first().statistics();
        statistics.clear();
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "old");
        query("brief", CacheMode.NORMAL).isHit(nodes.first(), "old");
        query("brief", CacheMode.NORMAL).isHit(nodes.first(), "old");
        nodes.first().inTransaction(session -> session.find(Moon.class, moon).name = "new");
        query("brief", CacheMode.NORMAL).isMiss(nodes.first(), "new");
        assertThat(statistics.getQueryCacheHitCount()).isEqualTo(2);
        assertThat(statistics.getQueryCacheMissCount()).isEqualTo(2);
        assertThat(statistics.getQueryCachePutCount()).isEqualTo(2);
        CacheRegionStatistics brief = statistics.getQueryRegionStatistics("brief");
        assertThat(List.of(brief.getHitCount(), brief.getMissCount(), brief.getPutCount()))
                .containsExactly(2L, 2L, 2L);
        assertThat(statistics.getUpdateTimestampsCacheHitCount()).isEqualTo(3); // two hits, and one out of date
        assertThat(statistics.getUpdateTimestampsCachePutCount()).isEqualTo(2); // before the commit and after it
    }

    /** An entry's life moves with its hits. */
    @Test
    void aTouchOutlivesTheFirstIdleTime() {
        try (Nodes idle = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.redis.max_idle", "30m"),
                Planet.class,
                Moon.class)) {
            idle.first().inTransaction(session -> session.persist(new Moon(moon, "old", null)));
            CachedQuery<String> names = new CachedQuery<>(idle, session -> names(session, null, CacheMode.NORMAL));
            names.isMiss(idle.first(), "old");
            try (RedisConnection redis = TestServers.redis().connect()) {
                String key = results().get(0);
                redis.call("PEXPIRE", key, 60_000); // as if it had lain there for 29 minutes
                names.isHit(idle.second(), "old");
                Nodes.await(() -> redis.number("PTTL", key) > 25 * 60_000);
            }
        }
    }
}
