package io.throughline.it.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.throughline.RedisCacheStatus;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** {@link RedisCacheStatus}, as its caller and as JMX see it. */
class StatusTest {

    private static final String COUNTERS = Counter.class.getName();

    private static Space space() {
        Space space = Space.of(
                node -> node.set("hibernate.cache.redis.entity.ttl", "90s")
                        .set("hibernate.cache.redis.region." + Ticket.class.getName() + ".ttl", "2h"),
                Counter.class,
                Ticket.class);
        space.node().inTransaction(session -> session.persist(new Counter(1, 5)));
        space.node().inTransaction(session -> session.persist(new Counter(2, 6)));
        assertThat(space.sql(session -> {
                    session.find(Counter.class, 1L);
                    session.find(Counter.class, 2L);
                }))
                .isZero();
        return space;
    }

    private static RedisCacheStatus.Region counters(RedisCacheStatus status) {
        return status.getRegions().stream()
                .filter(region -> region.getName().equals(COUNTERS))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void regionsWithTheirStrategiesTimesAndCounts() {
        try (Space space = space()) {
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            assertThat(status.getRegions())
                    .extracting(RedisCacheStatus.Region::getName, RedisCacheStatus.Region::getTtlSeconds)
                    .containsExactly(tuple(COUNTERS, 90L), tuple(Ticket.class.getName(), 7200L));
            RedisCacheStatus.Region counters = counters(status);
            assertThat(counters.getStrategies()).containsExactly("READ_WRITE");
            assertThat(counters.getHits()).isEqualTo(2);
            assertThat(counters.getPuts()).isEqualTo(2);
            assertThat(counters.getMisses()).isZero();
            space.node().inTransaction(session -> session.find(Counter.class, 1L).amount++);
            assertThat(counters.getWrittenThrough()).isEqualTo(1);
            assertThat(counters.getInvalidated()).isZero();
        }
    }

    @Test
    void theMasterThatHoldsThem() {
        try (Space space = space()) {
            List<RedisCacheStatus.Master> masters =
                    new RedisCacheStatus(space.node().factory()).getMasters();
            assertThat(masters).hasSize(1);
            RedisCacheStatus.Master master = masters.get(0);
            assertThat(master.getAddress()).matches("127.0.0.1:\\d+");
            assertThat(master.isBelieved()).isTrue();
            assertThat(master.getBreaker()).isEqualTo("CLOSED");
            assertThat(master.getClockUncertaintyMillis()).isBetween(0.0, 10_000.0);
            assertThat(master.getUsedBytes()).isNotNegative();
            space.relay().refuse();
            Nodes.await(() -> !space.node().believesRedis());
        }
    }

    @Test
    void everySettingWithoutSecrets() {
        String key = Base64.getEncoder().encodeToString("a key that nobody is to be shown".getBytes(US_ASCII));
        String uri = TestServers.redis().uri();
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.call("ACL", "SETUSER", "me", "on", ">sesame", "~*", "&*", "+@all");
            try (Space space = Space.of(
                    node -> node.set("hibernate.cache.redis.uri", uri.replace("redis://", "redis://me:sesame@"))
                            .set("hibernate.cache.redis.seal_keys", key)
                            .set("hibernate.cache.redis.entity.ttl", "90s")
                            .set("hibernate.cache.redis.region." + COUNTERS + ".ttl", "2h"),
                    Counter.class)) {
                Map<String, String> settings = new RedisCacheStatus(space.node().factory()).getSettings();
                assertThat(settings)
                        .containsEntry("hibernate.cache.redis.uri", uri)
                        .containsEntry("hibernate.cache.redis.seal_keys", "(1 key, not shown)")
                        .containsEntry("hibernate.cache.redis.entity.ttl", "90s")
                        .containsEntry("hibernate.cache.redis.ttl", "1h")
                        .containsEntry("hibernate.cache.redis.region." + COUNTERS + ".ttl", "2h")
                        .containsEntry("hibernate.cache.redis.on_failure", "bypass")
                        .containsEntry("hibernate.cache.redis.compression", "none")
                        .doesNotContainKey("hibernate.cache.redis.max_idle");
                assertThat(settings.toString()).doesNotContain("me:", "sesame", key);
            } finally {
                redis.call("ACL", "DELUSER", "me");
            }
        }
    }

    @Test
    void nothingIsNearUnlessASettingSaysSo() {
        try (Space space = space()) {
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            assertThat(counters(status).getNearHits()).isZero();
            RedisCacheStatus.Near near = status.getNear();
            assertThat(near.getEntries()).isZero();
            assertThat(near.isLeaseHeld()).isFalse();
            assertThat(near.getCallsSent()).isZero();
            assertThat(near.getCallsHeard()).isZero();
            assertThat(near.getExpulsions()).isZero();
            assertThat(near.getOwnExpulsions()).isZero();
        }
    }

    @Test
    void evictsARegionAndAnEntry() {
        try (Space space = space()) {
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            status.evictEntry(COUNTERS, "1");
            assertThat(space.entryKeys()).hasSize(1).allMatch(key -> key.endsWith(":2"));
            status.evictRegion(COUNTERS);
            assertThat(space.sql(session -> session.find(Counter.class, 2L))).isEqualTo(1);
        }
    }

    @Test
    void whatThereIsNotIsRefused() {
        try (Space space = space()) {
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> status.evictRegion("nothing"))
                    .withMessage(
                            "region=nothing is not a region; accepted: one of [%s, %s]",
                            COUNTERS, Ticket.class.getName());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> status.evictEntry(COUNTERS, "one"))
                    .withMessageContainingAll(
                            "id=one is not accepted for " + COUNTERS, "accepted: the text form of a java.lang.Long");
        }
    }

    @Test
    void asAnMBean() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName pattern = new ObjectName("io.throughline:type=RedisCache,*");
        try (Space space = space()) {
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            try (AutoCloseable registered = status.register()) {
                Set<ObjectName> names = server.queryNames(pattern, null);
                assertThat(names).hasSize(1);
                ObjectName name = names.iterator().next();
                assertThat(ObjectName.unquote(name.getKeyProperty("namespace"))).isEqualTo(Space.NAMESPACE);
                CompositeData[] regions = (CompositeData[]) server.getAttribute(name, "Regions");
                assertThat(regions).hasSize(2);
                assertThat(regions[0].get("name")).isEqualTo(COUNTERS);
                assertThat(regions[0].get("hits")).isEqualTo(2L);
                assertThat(server.getAttribute(name, "Unsettled")).isEqualTo(0);
                server.invoke(name, "evictRegion", new Object[] {COUNTERS}, new String[] {String.class.getName()});
                assertThatIllegalStateException()
                        .isThrownBy(status::register)
                        .withMessageContaining("cannot be registered for JMX");
            }
            assertThat(server.queryNames(pattern, null)).isEmpty();
            assertThat(space.sql(session -> session.find(Counter.class, 2L))).isEqualTo(1);
        }
    }
}
