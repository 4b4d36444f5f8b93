package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.kindOfEntry;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped (SIGSTOP) still receives commands. Their clients give them up, and all of them run when the server continues. None does harm. */
@Timeout(120)
class LateExecutionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Script LOCK = Scripts.shipped().lock();
    /** Which argument of a LOCK. */
    private static final int DEADLINE = 3;

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisProcess redis = RedisProcess.start();
    private final RedisRelay relay = new RedisRelay(redis.host(), redis.port());
    private Node node;
    private Node other;

    private void start(String onFailure) {
        start(onFailure, "1s");
    }

    private void start(String onFailure, String timeout) {
        node = node(onFailure, relay.uri(), timeout);
        other = node(onFailure, redis.uri(), "1s");
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        becomesHit(1);
    }

    private Node node(String onFailure, String uri, String timeout) {
        return Node.on(database, uri)
                .set("hibernate.cache.redis.command_timeout", timeout)
                .set("hibernate.cache.redis.lock_timeout", "60s") // longer than any test waits
                .set("hibernate.cache.redis.on_failure", onFailure)
                .entities(Counter.class)
                .start();
    }

    @AfterEach
    void stop() {
        redis.thaw();
        node.close();
        other.close();
        relay.close();
        redis.close();
    }

    /** Its deadline has passed: it would protect what nobody changes, until it ran out. */
    @Test
    void aLockOfACommitThatWasRejected() {
        start("reject");
        AtomicLong deadline = new AtomicLong();
        freezeWhenItComes(lock -> deadline.set(Long.parseLong(lock.arg(lock.argumentOf(LOCK, DEADLINE)))));
        assertThatThrownBy(() -> write(node, 2)).isInstanceOf(CacheException.class);
        relay.rewrite(null);
        assertThat(deadline).as("it was sent").hasPositiveValue();
        Nodes.await(() -> System.currentTimeMillis() * 1000 > deadline.get()); // the server's clock is the machine's
        redis.thaw();
        becomesHit(1);
        assertThat(isLocked()).isFalse();
        write(other, 3);
        becomesHit(3);
    }

    @Test
    void allThatACommitWithoutLocksSends() {
        start("bypass");
        freezeWhenItComes(lock -> {});
        write(node, 2);
        relay.rewrite(null);
        write(other, 3);
        write(node, 4);
        redis.thaw();
        becomesHit(4);
        assertThat(isLocked()).isFalse();
    }

    /** The server stops between the lock and the commit; the other node changes the row in the meantime, by SQL alone as Redis does not answer it either. */
    @Test
    void theNewStateOfACommitThatHadItsLocks() {
        start("bypass", "5s"); // the lock's answer must come in time, and is held until the server has stopped
        try (Stall stall = relay.stallReply(command -> command.runs(LOCK))) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> write(node, 2));
            stall.awaitStalled(PATIENCE);
            redis.freeze();
            stall.release();
            commit.join();
            assertThat(node.activity().of(Event.LOCK_FAILED)).isZero();
        }
        write(other, 3);
        redis.thaw();
        becomesHit(3);
        assertThat(isLocked()).isFalse();
    }

    /** What was loaded before the other node's change is put after it: SETTLE comes later still, and takes it away. */
    @Test
    void thePutOfALoad() {
        start("bypass");
        node.factory().getCache().evict(Counter.class, 1L);
        Nodes.awaitClocks(node);
        try (Session session = node.factory().openSession()) {
            session.beginTransaction();
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1);
            redis.freeze();
            session.getTransaction().commit();
        }
        write(other, 2);
        redis.thaw();
        becomesHit(2);
    }

    /** The node's next LOCK goes to a server that has just stopped: stopped before, it would cost the node its connections. */
    private void freezeWhenItComes(Consumer<Command> seen) {
        relay.rewrite(command -> {
            if (command.runs(LOCK)) {
                seen.accept(command);
                redis.freeze();
            }
            return command;
        });
    }

    /** On both nodes, and it stays so: what was late has run by then, and what was owed has been settled. */
    private void becomesHit(long amount) {
        Nodes.await(() -> isHit(node, amount) && isHit(other, amount));
        try (RedisConnection connection = redis.connect()) {
            assertThat(connection.text("PING")).isEqualTo("PONG");
        }
        assertThat(isHit(node, amount) && isHit(other, amount)).isTrue();
    }

    private boolean isLocked() {
        try (RedisConnection connection = redis.connect()) {
            return kindOfEntry(connection, 1).equals("L");
        }
    }
}
