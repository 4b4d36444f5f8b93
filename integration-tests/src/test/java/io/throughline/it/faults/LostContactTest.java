package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that has lost Redis no longer asks it, and afterwards does not believe what was there before. */
@Timeout(120)
class LostContactTest {

    /** What sessions send. */
    private static final Predicate<Command> IS_CALL = Command.named("EVALSHA", "MGET");

    private final Database database = TestServers.postgres().createDatabase();
    private RedisRelay relay;
    private RedisRelay othersRelay;
    private Node node;
    private Node other;

    @BeforeEach
    void start() {
        try (var redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        relay = RedisRelay.to(TestServers.redis());
        othersRelay = RedisRelay.to(TestServers.redis());
        node = node(relay);
        other = node(othersRelay);
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        Nodes.await(() -> isHit(node) && isHit(other));
    }

    private Node node(RedisRelay its) {
        return Node.on(database, its.uri())
                .set("hibernate.cache.redis.command_timeout", "1s")
                .entities(Counter.class)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        relay.close();
        othersRelay.close();
    }

    /** A few calls wait in vain, then heartbeats alone are sent, until one is answered. */
    @Test
    void afterAFewFailuresNothingIsSent() {
        Queue<Command> sent = new ConcurrentLinkedQueue<>();
        AtomicInteger heartbeats = new AtomicInteger();
        relay.rewrite(
                command -> { // it sees all of a connection, also behind the first that is swallowed
                    if (command.name().equals("TIME")) {
                        heartbeats.incrementAndGet();
                    } else if (IS_CALL.test(command)) {
                        sent.add(command);
                    }
                    return command;
                });
        relay.swallow(command -> IS_CALL.test(command) || command.isHeartbeat()); // new connections are welcome
        for (int amount = 100; amount < 120; amount++) {
            write(node, amount);
        }
        int beats = heartbeats.get();
        Nodes.await(() -> heartbeats.get() > beats + 1); // what was sent before the breaker opened has come here
        List<Command> before = List.copyOf(sent);
        assertThat(before).as("commands that were tried").hasSizeLessThan(10);
        for (int i = 0; i < 50; i++) {
            assertThat(amount(node)).isEqualTo(119);
        }
        assertThat(sent).as("not one more").hasSameSizeAs(before);

        relay.swallow(command -> false);
        relay.cut(); // what was swallowed is never answered: connections anew
        Nodes.await(() -> isHit(node));
        assertThat(amount(node)).isEqualTo(119);
    }

    /** Both are cut off; the other one changes the row, and cannot say so. */
    @Test
    void whatLayThereBeforeIsNotBelieved() {
        relay.refuse();
        othersRelay.refuse();
        assertThat(isHit(node)).isFalse();
        write(other, 2);

        relay.accept(); // the other one is still cut off, and its change not told
        AtomicInteger reads = new AtomicInteger();
        relay.rewrite(command -> {
            if (command.name().equals("MGET")) {
                reads.incrementAndGet();
            }
            return command;
        });
        Nodes.await(() -> {
            assertThat(amount(node)).isEqualTo(2);
            return reads.get() > 0; // it has read from Redis again
        });
        for (int i = 0; i < 20; i++) {
            assertThat(amount(node)).isEqualTo(2);
        }
        othersRelay.accept();
        Nodes.await(() -> isHit(node) && isHit(other));
        assertThat(amount(node)).isEqualTo(2);
        assertThat(amount(other)).isEqualTo(2);
    }

    /** What Redis was flushed of does no harm, and the next heartbeat finds it out. */
    @Test
    void aFlushCostsMisses() {
        try (var redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        assertThat(amount(node)).isEqualTo(1);
        write(other, 2);
        assertThat(amount(node)).isEqualTo(2);
        Nodes.await(() -> isHit(node) && isHit(other));
    }

    /** Another run's data, whoever wrote them: cleared by the node that finds it out, also by one that starts only now. */
    @Test
    void theDataOfAnotherRunAreCleared() {
        try (var redis = TestServers.redis().connect()) {
            redis.call("FLUSHALL");
        }
        Nodes.await(() -> isHit(node));
        try (var redis = TestServers.redis().connect()) {
            // the next heartbeat writes whose data they are, of either node: what is on its way must not come later
            Nodes.awaitTwoHeartbeats(relay);
            Nodes.awaitTwoHeartbeats(othersRelay);
            Nodes.await(() -> !((List<?>) redis.call("HKEYS", "hibernate:identity")).isEmpty());
            List<String> all = new ArrayList<>(List.of("HSET", "hibernate:identity"));
            for (Object field : (List<?>) redis.call("HKEYS", "hibernate:identity")) {
                all.addAll(List.of(new String((byte[]) field), "another run"));
            }
            redis.call(all.toArray(
                    String[]::new)); // at once: a node that beats in between would take the rest for its own
        }
        try (Node newcomer = node(relay)) {
            assertThat(isHit(newcomer)).isFalse();
            Nodes.await(() -> isHit(newcomer));
        }
    }

    @Test
    void heartbeatsAreToldFromTheRest() {
        assertThat(Command.of("HMGET", "hibernate:identity", "x").isHeartbeat()).isTrue();
        assertThat(Command.of("MGET", "a", "b").isHeartbeat()).isFalse();
    }
}
