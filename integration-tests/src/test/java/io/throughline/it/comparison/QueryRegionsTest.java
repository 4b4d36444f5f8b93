package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import org.junit.jupiter.api.Test;

/** Query regions by name, and what is counted in each. */
class QueryRegionsTest extends QueryTest {

    private static final String TITLES = "select title from Book";

    QueryRegionsTest() {
        super(Book.class, Shelf.class);
    }

    @Override
    void prepare() {
        for (String region : new String[] {"one", "two", "Book"}) {
            inRegion(region); // so that it is not new any more
        }
        cache().evictQueryRegions();
        prepare(session -> session.persist(new Book(1, "a")));
        node().statistics().clear();
    }

    private Observed inRegion(String region) {
        return in(session ->
                cacheable(session, TITLES, String.class).setCacheRegion(region).getResultList());
    }

    @Test
    void areApart() {
        inRegion(null).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        inRegion("one").is("sql 1; one miss 1 put 1; queries 1");
        inRegion("two").is("sql 1; two miss 1 put 1; queries 1");
        inRegion(null).is("default-query-results-region hit 1; timestamps hit 1");
        inRegion("one").is("one hit 1; timestamps hit 1");
        inRegion("two").is("two hit 1; timestamps hit 1");
    }

    @Test
    void areEvictedOneByOne() {
        for (String region : new String[] {null, "one", "two"}) {
            inRegion(region);
        }
        observed(() -> cache().evictQueryRegion("one")).is("nothing");
        inRegion("one").is("sql 1; one miss 1 put 1; queries 1");
        inRegion("two").is("two hit 1; timestamps hit 1");
        inRegion(null).is("default-query-results-region hit 1; timestamps hit 1");
        cache().evictDefaultQueryRegion();
        inRegion("one").is("one hit 1; timestamps hit 1");
        inRegion(null).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        cache().evictQueryRegions();
        inRegion(null).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        inRegion("one").is("sql 1; one miss 1 put 1; queries 1");
        inRegion("two").is("sql 1; two miss 1 put 1; queries 1");
        cache().evictRegion("two");
        inRegion("one").is("one hit 1; timestamps hit 1");
        inRegion("two").is("sql 1; two miss 1 put 1; queries 1");
        cache().evictAllRegions();
        inRegion(null).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        inRegion("two").is("sql 1; two miss 1 put 1; queries 1");
    }

    @Test
    void evictingEntitiesLeavesQueriesAlone() {
        inRegion("one");
        cache().evictAll();
        inRegion("one").is("one hit 1; timestamps hit 1");
    }

    @Test
    void areKnownByName() {
        assertThat(cache().containsQuery("three")).isFalse();
        inRegion("three").is("sql 1; three miss 1 put 1; queries 1");
        assertThat(cache().containsQuery("three")).isTrue();
        awaitStripes("three");
        inRegion("three")
                .is(
                        "three hit 1; timestamps hit 1",
                        Difference.A_NEW_REGION_REFUSES_ITS_FIRST_PUTS,
                        "sql 1; three miss 1 put 1; queries 1");
        inRegion("three").is("three hit 1; timestamps hit 1");
        assertThat(node().statistics().getSecondLevelCacheRegionNames())
                .contains("three", "default-query-results-region");
        assertThat(node().statistics().getQueryRegionStatistics("none")).isNull();
        var statistics = node().statistics().getQueryRegionStatistics("three");
        assertThat(statistics.getRegionName()).isEqualTo("three");
        assertThat(statistics.getHitCount()).isEqualTo(differs(Difference.A_NEW_REGION_REFUSES_ITS_FIRST_PUTS, 2L, 1L));
        assertThat(statistics.getMissCount())
                .isEqualTo(differs(Difference.A_NEW_REGION_REFUSES_ITS_FIRST_PUTS, 1L, 2L));
    }

    /** A region that a query names is made with a heartbeat, which may come late. */
    private void awaitStripes(String region) {
        if (provider == Provider.REDIS) {
            try (RedisConnection redis = TestServers.redis().connect()) {
                Nodes.await(() -> redis.keys("*" + region + ":{*}").size() == 1);
            }
        }
    }

    /** Statistics of one query. */
    @Test
    void statisticsOfAQuery() {
        inRegion(null);
        inRegion(null);
        var statistics = node().statistics().getQueryStatistics(TITLES);
        assertThat(statistics.getCacheHitCount()).isEqualTo(1);
        assertThat(statistics.getCacheMissCount()).isEqualTo(1);
        assertThat(statistics.getCachePutCount()).isEqualTo(1);
        assertThat(statistics.getExecutionCount()).isEqualTo(1);
    }

    /** One region for entities and queries. */
    @Test
    void aRegionOfEntities() {
        inRegion("Book").is("sql 1; Book miss 1 put 1; queries 1");
        inRegion("Book").is("Book hit 1; timestamps hit 1");
        in(session -> session.find(Book.class, 1L)).is("Book hit 1");
        cache().evictRegion("Book");
        inRegion("Book").is("sql 1; Book miss 1 put 1; queries 1");
    }
}
