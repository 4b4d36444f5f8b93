package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.protocol.SkewedScripts;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.stress.AlteredScripts;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server's clock steps back. The relays between the nodes and the server replace the shipped scripts by scripts that see an earlier time, and
 * change the replies to TIME. What was stamped before would look younger than every later change.
 */
@Timeout(120)
class ClockStepsBackTest {

    private static final long SECONDS = 5;
    private static final String TIME = """
            local t = redis.call('TIME')
            return { tostring(tonumber(t[1]) - %d), t[2] }
            """.formatted(SECONDS);
    private static final Script CLEAR = Scripts.shipped().clear();

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private final RedisRelay othersRelay = RedisRelay.to(TestServers.redis());
    private final Set<RedisRelay> clearing = ConcurrentHashMap.newKeySet();
    private final Set<RedisRelay> cleared = ConcurrentHashMap.newKeySet();
    private Node node;
    private Node other;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        node = node(relay);
        other = node(othersRelay);
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        Nodes.awaitClocks(node, other);
        Nodes.await(() -> isHit(node, 1) && isHit(other, 1));
    }

    private Node node(RedisRelay its) {
        return Node.on(database, its.uri())
                .set("hibernate.cache.use_query_cache", "true")
                .set("hibernate.cache.redis.command_timeout", "5s")
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

    @Test
    void whatWasStampedBeforeIsNotBelieved() {
        stepBack();
        Nodes.await(() -> cleared.contains(relay) && cleared.contains(othersRelay));
        write(other, 2);
        assertThat(found(node)).isEqualTo(2);
        assertThat(found(other)).isEqualTo(2);
        try (Node newcomer = node(relay)) {
            assertThat(found(newcomer)).isEqualTo(2);
            write(other, 3);
            assertThat(found(newcomer)).isEqualTo(3);
        }
        assertThat(found(node)).isEqualTo(3);
        // when the clock has passed what it showed before
        Nodes.await(() -> isHit(node, 3) && isHit(other, 3));
    }

    /** A single row is as protected before the nodes have noticed: a stripe's time never goes back. */
    @Test
    void aRowThatIsWrittenAtOnceIsNew() {
        stepBack();
        write(other, 2);
        assertThat(amount(node)).isEqualTo(2);
        assertThat(amount(other)).isEqualTo(2);
    }

    private void stepBack() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            AlteredScripts behind = new AlteredScripts(redis, SkewedScripts.behind(SECONDS));
            for (RedisRelay its : new RedisRelay[] {relay, othersRelay}) {
                its.rewrite(command -> {
                    if (command.runs(CLEAR)) {
                        clearing.add(its);
                    }
                    boolean beats = command.name().equals("TIME");
                    if (beats && clearing.contains(its)) {
                        cleared.add(its); // the heartbeat that clears all regions is over
                    }
                    return beats ? Command.of("EVAL", TIME, "0") : behind.rewrite(command);
                });
            }
        }
    }

    /** By a cached query, which gives out what it holds without a look at the row. */
    private static long found(Node node) {
        return node.fromTransaction(session -> session.createSelectionQuery("select amount from Counter", Long.class)
                .setCacheable(true)
                .getSingleResult());
    }

    private static boolean isHit(Node node, long expected) {
        long sql = node.sqlStatements();
        assertThat(found(node)).isEqualTo(expected);
        assertThat(amount(node)).isEqualTo(expected);
        return node.sqlStatements() == sql;
    }
}
