package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.kindOfEntry;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.hibernate.Session;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped (SIGSTOP) goes on to take commands; their clients give them up, and all of them run when it continues. None does harm. */
@Timeout(120)
class LateExecutionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisProcess redis = RedisProcess.start();
    private final RedisRelay relay = new RedisRelay(redis.host(), redis.port());
    private Node node;
    private Node other;

    private void start(String onFailure) {
        node = node(onFailure, relay.uri());
        other = node(onFailure, redis.uri());
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        becomesHit(1);
    }

    private Node node(String onFailure, String uri) {
        return Node.on(database, uri)
                .set("hibernate.cache.redis.command_timeout", "200ms")
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
        redis.freeze();
        assertThatThrownBy(() -> write(node, 2)).isInstanceOf(CacheException.class);
        redis.thaw();
        becomesHit(1);
        assertThat(isLocked()).isFalse();
        write(other, 3);
        becomesHit(3);
    }

    @Test
    void allThatACommitWithoutLocksSends() {
        start("bypass");
        redis.freeze();
        write(node, 2);
        write(other, 3);
        write(node, 4);
        redis.thaw();
        becomesHit(4);
        assertThat(isLocked()).isFalse();
    }

    /** The server stops between the lock and the commit; the other node changes the row in the meantime, by SQL alone as Redis does not answer it either. */
    @Test
    void theNewStateOfACommitThatHadItsLocks() {
        start("bypass");
        try (Stall stall =
                relay.stallReply(command -> Scripts.shipped().lock().sha().equals(command.sha()))) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> write(node, 2));
            stall.awaitStalled(PATIENCE);
            redis.freeze();
            stall.release();
            commit.join();
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
