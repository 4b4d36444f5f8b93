package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis that serves reads but does not accept writes hears of no change, so nobody believes it. */
@Timeout(120)
class RefusedWritesTest {

    private static final long OTHER_ROW = 2;

    private final RedisServer redis = RedisServer.start();
    private final RedisConnection admin = redis.connect();
    private final Database database = TestServers.postgres().createDatabase();
    private Node node;
    private Node other;

    private Node node(String onFailure) {
        return Node.on(database, redis.uri())
                .set("hibernate.cache.redis.command_timeout", "2s")
                .set("hibernate.cache.redis.on_failure", onFailure)
                .entities(Counter.class)
                .start();
    }

    private void start(String onFailure) {
        node = node(onFailure);
        other = node(onFailure);
        node.inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Counter(OTHER_ROW, 1));
        });
        Nodes.await(() -> isHit(node) && isHit(other));
        Nodes.await(() -> Nodes.isServed(node, Counter.class, List.of(OTHER_ROW)));
    }

    @BeforeEach
    void takesWrites() {
        takeWrites(true);
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        admin.close();
        redis.close();
    }

    /** As after the loss of the replicas: it has none. */
    private void takeWrites(boolean itDoes) {
        admin.text("CONFIG", "SET", "min-replicas-to-write", itDoes ? "0" : "1");
    }

    @Test
    void theOthersStopToBelieveItWithTheirNextHeartbeat() {
        start("bypass");
        takeWrites(false);
        write(node, 77);
        assertThat(amount(node)).as("who has written").isEqualTo(77);

        Nodes.await(() -> amount(other) == 77);
        write(node, 78);
        assertThat(amount(other)).as("from then on").isEqualTo(78);
        write(other, 79);
        assertThat(amount(node)).as("the other way").isEqualTo(79);

        takeWrites(true);
        Nodes.await(() -> isHit(node) && isHit(other));
        assertThat(amount(node)).isEqualTo(79);
        assertThat(amount(other)).isEqualTo(79);
    }

    /** Also of a row that it has not itself written. */
    @Test
    void whoIsRefusedStopsToBelieveItAtOnce() {
        start("bypass");
        takeWrites(false);
        other.inTransaction(session -> session.find(Counter.class, OTHER_ROW).amount = 5);
        write(node, 6);
        long seen = node.fromTransaction(session -> session.find(Counter.class, OTHER_ROW).amount);
        assertThat(seen).isEqualTo(5);
    }

    @Test
    void nothingIsCommittedWhereThatIsRejected() {
        start("reject");
        takeWrites(false);
        assertThatThrownBy(() -> write(node, 77)).hasStackTraceContaining("on_failure=reject");
        assertThat(amount(other)).isEqualTo(1);
        takeWrites(true);
        Nodes.await(() -> isHit(node) && isHit(other));
        write(node, 78);
        assertThat(amount(other)).isEqualTo(78);
    }
}
