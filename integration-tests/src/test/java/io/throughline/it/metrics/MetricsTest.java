package io.throughline.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.stat.CacheRegionStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Micrometer learns of a node's cache. */
@Timeout(120)
class MetricsTest {

    private static final String COUNTER = Counter.class.getName();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Nodes nodes;
    private Node node;
    private RedisCacheMetrics metrics;

    @BeforeEach
    void start() {
        nodes = Nodes.of(
                builder -> builder.set("hibernate.cache.use_query_cache", "true"),
                Counter.class,
                Product.class,
                Account.class,
                io.throughline.it.model.Review.class);
        node = nodes.first();
        metrics = new RedisCacheMetrics(node.factory());
        metrics.bindTo(registry);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private Search search(String name, String... tags) {
        return registry.find(name).tags(tags);
    }

    private double count(String name, String... tags) {
        return search(name, tags).functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double gets(String region, String reason) {
        return count("throughline.cache.gets", "region", region, "reason", reason);
    }

    private void persist(long id) {
        node.inTransaction(session -> session.persist(new Counter(id, 1)));
        nodes.awaitClocks();
    }

    @Test
    void statisticsAgree() {
        persist(1);
        node.inTransaction(session -> session.find(Counter.class, 1L)); // a hit
        node.inTransaction(session -> session.find(Counter.class, 2L)); // absent
        node.factory().getCache().evictEntityData(Counter.class);
        node.inTransaction(session -> session.find(Counter.class, 1L));
        for (int i = 0; i < 2; i++) {
            nodes.awaitClocks();
            query();
        }
        node.inTransaction(session -> session.find(Counter.class, 1L).amount = 5);
        nodes.awaitClocks();
        query();

        CacheRegionStatistics entities = node.statistics().getDomainDataRegionStatistics(COUNTER);
        assertThat(entities.getHitCount()).isPositive();
        assertThat(gets(COUNTER, "none")).isEqualTo(entities.getHitCount());
        assertThat(entities.getMissCount()).isPositive();
        assertThat(count("throughline.cache.gets", "region", COUNTER, "result", "miss"))
                .isEqualTo(entities.getMissCount());
        assertThat(count("throughline.cache.puts", "region", COUNTER)
                        + count("throughline.cache.writes", "region", COUNTER))
                .isEqualTo(entities.getPutCount());

        String queries = "default-query-results-region";
        assertThat(node.statistics().getQueryCacheHitCount()).isEqualTo(1);
        assertThat(gets(queries, "none")).isEqualTo(1);
        assertThat(node.statistics().getQueryCacheMissCount()).isEqualTo(2);
        assertThat(count("throughline.cache.gets", "region", queries, "result", "miss"))
                .isEqualTo(2);
        assertThat(gets(queries, "out_of_date")).isEqualTo(1);
    }

    /** Of collections and natural ids, too. */
    @Test
    void statisticsAgreeOfEachKind() {
        node.inTransaction(session -> {
            Product product = new Product(1, "p");
            product.tags.add("t");
            session.persist(product);
            session.persist(new Account(1, "n", "me"));
        });
        nodes.awaitClocks();
        for (int i = 0; i < 3; i++) { // loaded, put, hit
            node.inTransaction(session -> {
                assertThat(session.find(Product.class, 1L).tags).hasSize(1);
                assertThat(session.bySimpleNaturalId(Account.class).load("n")).isNotNull();
            });
            nodes.awaitClocks();
        }
        for (String region : List.of(
                Product.class.getName(),
                Product.class.getName() + ".tags",
                Account.class.getName(),
                Account.class.getName() + "##NaturalId")) {
            CacheRegionStatistics statistics = node.statistics().getDomainDataRegionStatistics(region);
            assertThat(statistics.getHitCount()).as(region).isPositive();
            assertThat(gets(region, "none")).as(region).isEqualTo(statistics.getHitCount());
            assertThat(count("throughline.cache.gets", "region", region, "result", "miss"))
                    .as(region)
                    .isEqualTo(statistics.getMissCount());
        }
    }

    /** They are one region in Redis. */
    @Test
    void queriesInARegionOfEntitiesAreCountedWithThem() {
        persist(1);
        for (int i = 0; i < 3; i++) {
            node.inTransaction(session -> {
                session.find(Counter.class, 1L);
                session.createQuery("select amount from Counter", Long.class)
                        .setCacheable(true)
                        .setCacheRegion(COUNTER)
                        .getResultList();
            });
            nodes.awaitClocks();
        }
        long queries = node.statistics().getQueryCacheHitCount();
        assertThat(queries).isEqualTo(2);
        assertThat(gets(COUNTER, "none"))
                .isEqualTo(3 + queries)
                .as("with Hibernate too")
                .isEqualTo(
                        node.statistics().getDomainDataRegionStatistics(COUNTER).getHitCount());
        node.factory().getCache().evictEntityData(Counter.class);
        nodes.awaitClocks();
        node.inTransaction(session -> session.createQuery("select amount from Counter", Long.class)
                .setCacheable(true)
                .setCacheRegion(COUNTER)
                .getResultList());
        assertThat(node.statistics().getQueryCacheHitCount())
                .as("cleared with them")
                .isEqualTo(queries);
    }

    private void query() {
        node.inTransaction(session -> session.createQuery("from Counter", Counter.class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void whyItMissed() {
        persist(1);
        node.inTransaction(session -> {
            session.find(Counter.class, 3L);
            session.find(Counter.class, 3L);
            session.find(Counter.class, 1L).amount = 2;
            session.flush();
            session.clear();
            session.find(Counter.class, 1L);
        });
        assertThat(gets(COUNTER, "absent")).isEqualTo(1);
        assertThat(gets(COUNTER, "asked_before")).isEqualTo(1);
        assertThat(gets(COUNTER, "none")).isEqualTo(1);
        assertThat(gets(COUNTER, "own_change")).isEqualTo(1);
        nodes.awaitClocks();

        try (var redis = TestServers.redis().connect()) {
            String key = redis.keys("*Counter*}:1").get(0);
            redis.call("SET", key, "x");
        }
        node.inTransaction(session -> session.find(Counter.class, 1L));
        assertThat(gets(COUNTER, "other_format")).isEqualTo(1);

        nodes.relay().refuse();
        node.inTransaction(session -> session.find(Counter.class, 1L));
        nodes.relay().accept();
        assertThat(gets(COUNTER, "failed") + gets(COUNTER, "bypassed")).isEqualTo(1);
    }

    /** The other node has placed its lock, and has not committed yet. */
    @Test
    void locked() {
        persist(1);
        nodes.second().inTransaction(session -> {
            session.find(Counter.class, 1L).amount = 2;
            Completion.before(() -> node.inTransaction(reader -> reader.find(Counter.class, 1L)))
                    .observe(session);
        });
        assertThat(gets(COUNTER, "locked")).isEqualTo(1);
    }

    @Test
    void whatBecameOfPuts() {
        persist(1);
        assertThat(puts("none")).isEqualTo(1);
        node.factory().getCache().evictEntityData(Counter.class);
        nodes.awaitClocks();
        // both find nothing, and both put
        node.inTransaction(session -> {
            session.find(Counter.class, 1L);
            nodes.second().inTransaction(other -> other.find(Counter.class, 1L));
        });
        assertThat(puts("present")).isEqualTo(1);
        nodes.awaitClocks();
        node.inTransaction(session -> session.find(Counter.class, 1L).amount = 7);
        assertThat(count("throughline.cache.writes", "region", COUNTER, "result", "written_through"))
                .isEqualTo(1);
        assertThat(count("throughline.cache.body", "region", COUNTER, "direction", "encoded"))
                .isPositive();
        assertThat(count("throughline.cache.body", "region", COUNTER, "direction", "decoded"))
                .isPositive();
    }

    private double puts(String reason) {
        return count("throughline.cache.puts", "region", COUNTER, "reason", reason);
    }

    @Test
    void pipelinesOfATransaction() {
        persist(1);
        long locks = timer("lock").count();
        long settles = timer("settle").count();
        double trips =
                registry.get("throughline.transaction.round.trips").summary().totalAmount();
        long transactions =
                registry.get("throughline.transaction.round.trips").summary().count();
        double sizes = registry.get("throughline.pipeline.size")
                .tag("phase", "settle")
                .summary()
                .totalAmount();

        int counted = nodes.count(() -> node.inTransaction(session -> session.find(Counter.class, 1L).amount = 2))
                .roundTrips();

        assertThat(timer("lock").count()).isEqualTo(locks + 1);
        assertThat(timer("settle").count()).isEqualTo(settles + 1);
        assertThat(timer("lock").max(java.util.concurrent.TimeUnit.NANOSECONDS)).isPositive();
        assertThat(registry.get("throughline.transaction.round.trips").summary().count())
                .isEqualTo(transactions + 1);
        assertThat(registry.get("throughline.transaction.round.trips").summary().totalAmount() - trips)
                .isEqualTo(counted)
                .isEqualTo(3);
        assertThat(registry.get("throughline.pipeline.size")
                                .tag("phase", "settle")
                                .summary()
                                .totalAmount()
                        - sizes)
                .isPositive();
    }

    /** A transaction that only loads has locked nothing. */
    @Test
    void loadsAsk() {
        nodes.second().inTransaction(session -> session.persist(new Counter(1, 1)));
        nodes.awaitClocks();
        long locks = timer("lock").count();
        node.inTransaction(
                session -> session.createQuery("from Counter", Counter.class).getResultList());
        assertThat(timer("ask").count()).isEqualTo(1);
        assertThat(timer("lock").count()).isEqualTo(locks);
    }

    private Timer timer(String phase) {
        return registry.get("throughline.pipeline").tag("phase", phase).timer();
    }

    @Test
    void theMaster() {
        Nodes.await(() -> registry.get("throughline.redis.memory.used").gauge().value() > 100_000);
        assertThat(registry.get("throughline.redis.breaker")
                        .tag("state", "closed")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("throughline.redis.breaker")
                        .tag("state", "open")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("throughline.unsettled").gauge().value()).isZero();
    }

    /** One that has too little memory. */
    @Test
    void evictionsOfTheMaster() {
        try (RedisServer small = RedisServer.start("--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru")) {
            try (RedisConnection redis = small.connect()) {
                redis.call("EVAL", "for i = 1, 4000 do redis.call('SET', 'k' .. i, string.rep('x', 1000)) end", "0");
            }
            try (Node full = Node.on(TestServers.postgres().createDatabase(), small.uri())
                    .entities(Counter.class)
                    .start()) {
                SimpleMeterRegistry its = new SimpleMeterRegistry();
                new RedisCacheMetrics(full.factory()).bindTo(its);
                Nodes.await(() -> its.find("throughline.redis.memory.max").gauge() != null
                        && its.get("throughline.redis.memory.max").gauge().value() == 3 << 20);
                assertThat(its.get("throughline.redis.evictions")
                                .functionCounter()
                                .count())
                        .isPositive();
            }
        }
    }

    @Test
    void anOutage() {
        persist(1);
        nodes.relay().refuse();
        for (int i = 0; i < 4; i++) {
            node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
        }
        // the entry, and its table for queries
        assertThat(registry.get("throughline.unsettled").gauge().value()).isEqualTo(2);
        assertThat(count("throughline.lock.failures")).isEqualTo(4 * 2);
        assertThat(count("throughline.redis.failures")).isPositive();
        Nodes.await(() -> registry.get("throughline.redis.breaker")
                        .tag("state", "open")
                        .gauge()
                        .value()
                == 1);
        nodes.relay().accept();
        Nodes.await(() -> registry.get("throughline.unsettled").gauge().value() == 0);
    }

    @Test
    void aRegionThatComesLaterAndTheEnd() {
        node.inTransaction(session -> session.createQuery("from Counter", Counter.class)
                .setCacheable(true)
                .setCacheRegion("late")
                .getResultList());
        assertThat(gets("late", "absent")).isEqualTo(1);
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        node.inTransaction(session -> session.createQuery("from Counter", Counter.class)
                .setCacheable(true)
                .setCacheRegion("later")
                .getResultList());
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void tagsOfTheApplication() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        new RedisCacheMetrics(node.factory(), Tags.of("factory", "a")).bindTo(other);
        assertThat(other.getMeters())
                .isNotEmpty()
                .allMatch(meter -> "a".equals(meter.getId().getTag("factory")));
    }

    /** The page names each meter with its tags and all reasons, and no others. */
    @Test
    void thePageListsThem() {
        MetricsPage page = MetricsPage.read();
        Set<String> registered = registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.syntheticAssociation() == null) // a histogram's buckets
                .map(id -> id.getName() + " "
                        + id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(page.meters()).containsExactlyInAnyOrderElementsOf(registered);
        assertThat(page.reasons("Why a get missed"))
                .containsExactlyInAnyOrderElementsOf(reasons("throughline.cache.gets"));
        assertThat(page.reasons("Why a put was refused"))
                .containsExactlyInAnyOrderElementsOf(reasons("throughline.cache.puts"));
    }

    private Set<String> reasons(String name) {
        return registry.find(name).meters().stream()
                .map(meter -> meter.getId().getTag("reason"))
                .filter(reason -> !"none".equals(reason))
                .map(reason -> reason.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Test
    void ofAnotherCache() {
        try (Node plain = Node.on(TestServers.postgres().createDatabase())
                .withoutCache()
                .entities(Counter.class)
                .start()) {
            assertThatThrownBy(() -> new RedisCacheMetrics(plain.factory()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("factory_class=redis");
        }
    }
}
