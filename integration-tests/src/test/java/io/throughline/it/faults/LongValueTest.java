package io.throughline.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody makes the value of an entry's key half a gigabyte long. */
@Timeout(120)
class LongValueTest {

    private static final int LENGTH = 500_000_000;
    private static final int ROWS = 20;

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisProcess redis = RedisProcess.start();
    private final RedisConnection somebody = redis.connect();
    private Node node;

    @BeforeEach
    void start() {
        node = Node.on(database, redis.uri())
                .set("hibernate.cache.redis.command_timeout", "20s") // the server has to copy it
                .entities(Counter.class)
                .start();
        node.inTransaction(
                session -> LongStream.rangeClosed(1, ROWS).forEach(id -> session.persist(new Counter(id, id))));
        Nodes.await(
                () -> LongStream.rangeClosed(1, ROWS).allMatch(id -> Nodes.isServed(node, Counter.class, List.of(id))));
    }

    @AfterEach
    void stop() {
        node.close();
        somebody.close();
        redis.close();
    }

    /** Behind an item that is as it was, and where nothing is one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsAMissAndTakenAwayAndNothingElseIsLost(boolean behindAnItem) {
        String key = somebody.keys("*" + Counter.class.getName() + ":{*}:1").get(0);
        if (!behindAnItem) {
            somebody.call("DEL", key);
        }
        somebody.call("SETRANGE", key, LENGTH, "!");
        try (LogCapture log = new LogCapture()) {
            assertThat(Counters.amount(node)).isEqualTo(1);
            Nodes.await(() -> somebody.number("STRLEN", key) < LENGTH);
            Nodes.await(() -> Counters.isHit(node, 1));
            assertThat(log.withNumber(41)).singleElement().asString().contains(key);
        }
        long sql = node.sqlStatements();
        LongStream.rangeClosed(2, ROWS)
                .forEach(id -> node.inTransaction(session ->
                        assertThat(session.find(Counter.class, id).amount).isEqualTo(id)));
        assertThat(node.sqlStatements()).as("all others are hits still").isEqualTo(sql);
    }

    @Test
    void amongOthersThatAreReadTogether() {
        String key = somebody.keys("*" + Counter.class.getName() + ":{*}:7").get(0);
        somebody.call("SETRANGE", key, LENGTH, "!");
        List<Long> ids = LongStream.rangeClosed(1, ROWS).boxed().toList();
        node.inTransaction(
                session -> assertThat(session.byMultipleIds(Counter.class).multiLoad(ids))
                        .hasSize(ROWS)
                        .noneMatch(counter -> counter == null));
        Nodes.await(() -> somebody.number("STRLEN", key) < LENGTH);
        Nodes.await(() -> Nodes.isServed(node, Counter.class, ids));
    }
}
