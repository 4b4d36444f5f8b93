package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.FailingHeartbeatClock;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Background work runs again, even after it has ended with an Error. */
@Timeout(120)
class BackgroundErrorsTest {

    @Test
    void aHeartbeatThatEndsWithAnErrorIsNotTheLast() {
        try (var redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        FailingHeartbeatClock clock = new FailingHeartbeatClock();
        try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                Node node = Node.on(TestServers.postgres().createDatabase(), relay.uri())
                        .set("hibernate.cache.region.factory_class", clock)
                        .set("hibernate.cache.redis.command_timeout", "1s")
                        .entities(Counter.class)
                        .start()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            Nodes.await(() -> isHit(node));

            clock.fail(true);
            Nodes.await(() -> clock.thrown() >= 2);
            clock.fail(false);
            relay.cut(); // faith is regained by a heartbeat alone

            Nodes.await(() -> isHit(node));
            assertThat(amount(node)).isEqualTo(1);
        }
    }
}
