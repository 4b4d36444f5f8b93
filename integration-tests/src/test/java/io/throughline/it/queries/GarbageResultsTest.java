package io.throughline.it.queries;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no node wrote, in a result's or a space's key: a miss, never an exception, never a wrong result. They do not stay in Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GarbageResultsTest {

    private static final String SPACE = "hibernate:default-update-timestamps-region:{moon}";
    private static final int HEADER = 20; // 'I' 1 stamp shape rule length

    private final Nodes nodes =
            Nodes.of(node -> node.set("hibernate.cache.use_query_cache", "true"), Planet.class, Moon.class);
    private final RedisConnection redis = TestServers.redis().connect();
    private final CachedQuery<String> moons = new CachedQuery<>(nodes, GarbageResultsTest::names);

    private static List<String> names(Session session) {
        return session
                .createSelectionQuery("from Moon order by id", Moon.class)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(moon -> moon.name)
                .toList();
    }

    @BeforeAll
    void insert() {
        nodes.first().inTransaction(session -> session.persist(new Moon(1, "one", null)));
    }

    @AfterAll
    void stop() {
        redis.close();
        nodes.close();
    }

    @BeforeEach
    void cached() {
        redis.call("DEL", SPACE);
        redis.keys("*").stream().filter(key -> key.contains("%?")).forEach(key -> redis.call("DEL", key));
        moons.becomesHit("one");
    }

    private String resultKey() {
        return redis.keys("*").stream()
                .filter(key -> key.contains("%?"))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] record(char kind, int rest, int with) {
        byte[] bytes = new byte[2 + rest];
        Arrays.fill(bytes, (byte) with);
        bytes[0] = (byte) kind;
        bytes[1] = 1;
        return bytes;
    }

    static byte[][] garbage() {
        byte[] random = new byte[100];
        new Random(3).nextBytes(random);
        return new byte[][] {
            {},
            {0},
            "garbage".getBytes(StandardCharsets.UTF_8),
            random,
            {'S'},
            {'S', 1},
            {'S', 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            record('S', 15, 0),
            record('S', 16, 0xff),
            record('S', 16, 0x7f),
            record('S', 16 + 24, 0xff),
            record('I', 17, 0),
            record('I', 18, 0xff),
            record('I', 60, 0x7f),
            record('L', 9, 0)
        };
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void asAResult(byte[] garbage) {
        redis.call("SET", resultKey(), garbage);
        moons.isMiss(nodes.first(), "one");
        moons.isHit(nodes.second(), "one");
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void asASpace(byte[] garbage) {
        redis.call("SET", SPACE, garbage);
        moons.isMiss(nodes.first(), "one");
        moons.becomesHit("one");
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void asASpaceThatIsChangedNext(byte[] garbage) {
        redis.call("SET", SPACE, garbage);
        nodes.first().inTransaction(session -> session.persist(new Moon(2, "two", null)));
        moons.isMiss(nodes.second(), "one", "two");
        nodes.first().inTransaction(session -> session.remove(session.find(Moon.class, 2L)));
        moons.becomesHit("one");
    }

    /** A record in all but its body: every byte of it changed in turn, and every length. */
    @Test
    void asABody() {
        byte[] item = (byte[]) redis.call("GET", resultKey());
        String key = resultKey();
        for (int length = HEADER; length < item.length; length++) {
            redis.call("SET", key, Arrays.copyOf(item, length));
            moons.isMiss(nodes.first(), "one");
        }
        redis.call("SET", key, Arrays.copyOf(item, item.length + 3));
        moons.isMiss(nodes.first(), "one");
        moons.isHit(nodes.second(), "one");
    }

    /** No such result was ever made: it does not end with its length. */
    @Test
    void aBodyWithoutItsLength() {
        byte[] item = (byte[]) redis.call("GET", resultKey());
        byte[] cut = Arrays.copyOf(item, HEADER + 1 + 1 + 2); // RESULT, one row, a null
        cut[HEADER] = 0;
        cut[HEADER + 1] = 1;
        cut[HEADER + 2] = 0;
        cut[HEADER + 3] = 0;
        redis.call("SET", resultKey(), cut);
        moons.isMiss(nodes.first(), "one");
        moons.isHit(nodes.second(), "one");
    }

    /** Somebody keeps a list there. */
    @Test
    void ofAnotherType() {
        String key = resultKey();
        redis.call("DEL", key);
        redis.call("RPUSH", key, "a", "b");
        moons.isMiss(nodes.first(), "one");
        moons.isMiss(nodes.second(), "one");
        redis.call("DEL", key);
        moons.becomesHit("one");
        redis.call("DEL", SPACE);
        redis.call("RPUSH", SPACE, "a", "b");
        moons.isMiss(nodes.first(), "one");
        moons.isMiss(nodes.second(), "one");
        redis.call("DEL", SPACE);
        moons.becomesHit("one");
    }
}
