package io.throughline.it.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.RedisCacheStatus;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.settings.Space;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Micrometer, JMX and the endpoint learn of near caches, on a node that has one, and on a node that has none and changes what is near on the other. */
@Timeout(120)
class NearMetricsTest {

    private static final String COUNTER = Counter.class.getName();
    private static final String REGISTRY = Space.NAMESPACE + ":{near}:members";

    private final SimpleMeterRegistry ofMember = new SimpleMeterRegistry();
    private final SimpleMeterRegistry ofWriter = new SimpleMeterRegistry();
    private Space space;
    private Node member;
    private Node writer;

    @BeforeEach
    void start() {
        space = Space.of(Members::near, Counter.class);
        member = Members.joined(space.node());
        writer = Members.notNear(Members.another(Counter.class))
                .set("hibernate.cache.redis.command_timeout", "2s")
                .start();
        new RedisCacheMetrics(member.factory()).bindTo(ofMember);
        new RedisCacheMetrics(writer.factory()).bindTo(ofWriter);
        writer.inTransaction(session -> session.persist(new Counter(1, 1)));
    }

    @AfterEach
    void stop() {
        writer.close();
        space.close();
    }

    private static double count(SimpleMeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    private static double gauge(SimpleMeterRegistry registry, String name) {
        return registry.get(name).gauge().value();
    }

    private long waits() {
        return ofWriter.get("throughline.near.wait").timer().count();
    }

    /** Until it is near, and once more. */
    private void read() {
        double before = count(ofMember, "throughline.near.hits", "region", COUNTER);
        Nodes.await(() -> {
            Nodes.awaitClocks(member);
            member.inTransaction(session -> session.find(Counter.class, 1L));
            return count(ofMember, "throughline.near.hits", "region", COUNTER) > before;
        });
    }

    private void write() {
        writer.inTransaction(session -> session.find(Counter.class, 1L).amount++);
    }

    /** @param script what to do with each field of the members' registry (join.lua) */
    private void ofRegistry(String script) {
        space.redis()
                .call(
                        "EVAL",
                        "for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do " + script + " end",
                        "1",
                        REGISTRY);
    }

    @Test
    void hitsFillsEntriesAndTheLease() {
        read();
        double hits = count(ofMember, "throughline.near.hits", "region", COUNTER);
        assertThat(hits).isEqualTo(member.nearHits());
        assertThat(count(ofMember, "throughline.cache.gets", "region", COUNTER, "result", "hit"))
                .as("they are hits, too")
                .isGreaterThanOrEqualTo(hits);
        assertThat(count(ofMember, "throughline.near.fills", "region", COUNTER)).isPositive();
        assertThat(gauge(ofMember, "throughline.near.entries")).isEqualTo(1);
        assertThat(gauge(ofMember, "throughline.near.lease")).isEqualTo(1);

        read();
        assertThat(count(ofMember, "throughline.near.hits", "region", COUNTER)).isEqualTo(hits + 1);
        RedisCacheStatus status = new RedisCacheStatus(member.factory());
        assertThat(status.getNear().getEntries()).isEqualTo(1);
        assertThat(status.getNear().isLeaseHeld()).isTrue();
        assertThat(status.getRegions().get(0).getNearHits()).isEqualTo((long) hits + 1);

        Nodes.awaitClocks(writer);
        writer.inTransaction(session -> session.find(Counter.class, 1L));
        assertThat(count(ofWriter, "throughline.near.hits", "region", COUNTER)).isZero();
        assertThat(count(ofWriter, "throughline.near.fills", "region", COUNTER)).isZero();
        assertThat(gauge(ofWriter, "throughline.near.entries")).isZero();
        assertThat(gauge(ofWriter, "throughline.near.lease")).isZero();
    }

    @Test
    void callsAndWhatIsWaitedForWords() {
        double sent = count(ofWriter, "throughline.near.calls", "direction", "sent");
        double heard = count(ofMember, "throughline.near.calls", "direction", "heard");
        long waits = waits();
        write();
        assertThat(count(ofWriter, "throughline.near.calls", "direction", "sent"))
                .isEqualTo(sent + 1);
        assertThat(waits()).isEqualTo(waits + 1);
        assertThat(ofWriter.get("throughline.near.wait").timer().max(TimeUnit.NANOSECONDS))
                .isPositive();
        Nodes.await(() -> count(ofMember, "throughline.near.calls", "direction", "heard") == heard + 1);
        assertThat(count(ofWriter, "throughline.near.calls", "direction", "heard"))
                .isZero();
        assertThat(count(ofMember, "throughline.near.calls", "direction", "sent"))
                .isZero();
        assertThat(count(ofWriter, "throughline.near.expulsions", "member", "other"))
                .isZero();
        RedisCacheStatus.Near near = new RedisCacheStatus(writer.factory()).getNear();
        assertThat(near.getCallsSent()).isEqualTo((long) sent + 1);
        assertThat(near.getCallsHeard()).isZero();
        assertThat(new RedisCacheStatus(member.factory()).getNear().getCallsHeard())
                .isEqualTo((long) heard + 1);
    }

    /** One that has been killed is still in the registry. */
    @Test
    void expulsions() {
        ofRegistry(
                "if string.sub(field, 1, 8) == '%region:' then"
                        + " redis.call('HSET', KEYS[1], field, redis.call('HGET', KEYS[1], field) .. 'killed ', 'killed', 'M2000') end");
        write();
        assertThat(count(ofWriter, "throughline.near.expulsions", "member", "other"))
                .isEqualTo(1);
        assertThat(count(ofWriter, "throughline.near.expulsions", "member", "own"))
                .isZero();
        RedisCacheStatus.Near near = new RedisCacheStatus(writer.factory()).getNear();
        assertThat(near.getExpulsions()).isEqualTo(1);
        assertThat(near.getOwnExpulsions()).isZero();
    }

    /** Renewed in vain: expelled by nobody that the tests know, as after a pause. */
    @Test
    void itsOwnExpulsion() throws Exception {
        assertThat(count(ofMember, "throughline.near.expulsions", "member", "own"))
                .isZero();
        ofRegistry("if string.sub(field, 1, 1) ~= '%' then redis.call('HSET', KEYS[1], field, 'X2000') end");
        Nodes.await(() -> count(ofMember, "throughline.near.expulsions", "member", "own") == 1);
        assertThat(count(ofMember, "throughline.near.expulsions", "member", "other"))
                .isZero();
        Nodes.await(() -> gauge(ofMember, "throughline.near.lease") == 1); // it has joined anew
        RedisCacheStatus status = new RedisCacheStatus(member.factory());
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (AutoCloseable registered = status.register()) {
            ObjectName name = server.queryNames(new ObjectName("io.throughline:type=RedisCache,*"), null)
                    .iterator()
                    .next();
            CompositeData near = (CompositeData) server.getAttribute(name, "Near");
            assertThat(near.get("ownExpulsions")).isEqualTo(1L);
            assertThat(near.get("leaseHeld")).isEqualTo(true);
            assertThat(registered).isNotNull();
        }
    }
}
