package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.isHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.JumpingPauseClock;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node stands still for longer than its commands may take. They time out, but not because of Redis. */
@Timeout(120)
class PauseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROWS = 20;
    private static final long OFTEN_MILLIS = 20;

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private final JumpingPauseClock clock = new JumpingPauseClock();
    private Node node;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        node = Node.on(database, relay.uri())
                .set("hibernate.cache.region.factory_class", clock)
                .set("hibernate.cache.redis.command_timeout", "500ms")
                .entities(Counter.class)
                .start();
        node.inTransaction(
                session -> LongStream.rangeClosed(1, ROWS).forEach(id -> session.persist(new Counter(id, id))));
        Nodes.await(() -> isHit(node));
    }

    @AfterEach
    void stop() {
        node.close();
        relay.close();
    }

    @Test
    void whatItHadItHasAgain() {
        timeOut(() -> clock.jump(Duration.ofMillis(600)));
        Nodes.await(() -> isHit(node));
        assertThat(loadsAll()).as("rows that are loaded anew").isZero();
    }

    /** The same without a pause: what is found afterwards may be old. */
    @Test
    void afterAnOutageItHasNot() {
        timeOut(() -> {});
        Nodes.await(() -> isHit(node));
        assertThat(loadsAll()).isEqualTo(ROWS - 1);
    }

    /** A command is under way meanwhile, and whatever else is sent then times out behind it. */
    private void timeOut(Runnable pause) {
        try (Stall reply = relay.stallReply(Command.named("MGET"))) {
            CompletableFuture<Long> found = CompletableFuture.supplyAsync(() -> Counters.amount(node));
            reply.awaitStalled(PATIENCE);
            for (int i = 0; i < 10; i++) {
                during(
                        pause,
                        CompletableFuture.supplyAsync(
                                () -> Counters.amount(node))); // as long as a command may take, or not at all
            }
            during(pause, found);
            pause.run();
        }
    }

    /** Again and again, so that there is one after whatever the find waits for has been sent. */
    private static void during(Runnable pause, CompletableFuture<Long> find) {
        pause.run();
        while (true) {
            try {
                assertThat(find.get(OFTEN_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(1);
                return;
            } catch (TimeoutException e) {
                pause.run();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** @return how many SQL statements to find all rows but the first */
    private long loadsAll() {
        long before = node.sqlStatements();
        LongStream.rangeClosed(2, ROWS)
                .forEach(id -> node.inTransaction(session ->
                        assertThat(session.find(Counter.class, id).amount).isEqualTo(id)));
        return node.sqlStatements() - before;
    }
}
