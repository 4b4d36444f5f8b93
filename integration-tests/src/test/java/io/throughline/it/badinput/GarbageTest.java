package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.settings.Space;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no node wrote: a miss, never an exception, never a wrong state. They do not stay in Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GarbageTest {

    private static final String COUNTER = Counter.class.getName();
    private static final String KEY = Space.key(COUNTER, "1");
    private static final String RECORD = Space.recordKey(COUNTER);
    private static final int HEADER = 20; // 'I' 1 stamp shape rule length

    private Space space;

    @BeforeAll
    void start() {
        space = Space.of(Counter.class, Account.class, Product.class, Review.class);
    }

    @AfterAll
    void stop() {
        space.close();
    }

    /** Each test has a counter of its own history, stored with the amount 1. */
    @BeforeEach
    void insert() {
        space.node().factory().getSchemaManager().truncateMappedObjects();
        space.node().factory().getCache().evictAllRegions();
        space.redis().call("DEL", KEY, RECORD);
        space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
        space.sql(session -> session.find(
                Counter.class, 1L)); // stored at the latest now: the record was made when the node met the region
        space.sql(session -> session.find(Counter.class, 1L));
        assertThat(space.redis().number("EXISTS", KEY)).isEqualTo(1);
    }

    static byte[][] garbage() {
        byte[] random = new byte[100];
        new Random(1).nextBytes(random);
        return new byte[][] {
            {},
            {0},
            "garbage".getBytes(StandardCharsets.UTF_8),
            random,
            {'I'},
            {'I', 1},
            {'I', 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {'I', 1, 0, 0, 0, 0, 0, 0, 0, 1},
            joined(new byte[] {'I', 1}, filled(18, 0)),
            joined(new byte[] {'I', 1}, filled(18, 0xff)),
            joined(new byte[] {'I', 1}, filled(60, 0x7f)),
            {'L'},
            {'L', 1},
            {'L', 1, 0},
            joined(new byte[] {'L', 1}, filled(9, 0)),
            joined(new byte[] {'L', 1}, filled(9, 0xff)),
            joined(new byte[] {'L', 1}, filled(20, 0)),
            joined(new byte[] {'L', 1, 0}, filled(32, 0)),
            {'S', 1},
            joined(new byte[] {'S', 1}, filled(16, 0))
        };
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void underAnEntrysKeyIsAMissAndIsOverwrittenByALoad(byte[] garbage) {
        space.redis().call("SET", KEY, garbage);
        isAMissOnceAndAHitThen(1);
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void underAnEntrysKeyIsOverwrittenByAWrite(byte[] garbage) {
        space.redis().call("SET", KEY, garbage);
        space.sql(session -> session.find(Counter.class, 1L).amount = 2);
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2)))
                .isZero();
    }

    /** A record in all but its body. */
    @Test
    void anItemWhoseBodyDoesNotDecodeIsAMissAndIsOverwrittenByALoad() {
        for (Map.Entry<String, byte[]> damaged : damaged().entrySet()) {
            space.redis().call("SET", KEY, damaged.getValue());
            assertThat(space.sql(session ->
                            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1)))
                    .as("%s is a miss", damaged.getKey())
                    .isEqualTo(1);
            assertThat(space.sql(session -> session.find(Counter.class, 1L)))
                    .as("%s is overwritten", damaged.getKey())
                    .isZero();
        }
    }

    @Test
    void anItemWhoseBodyDoesNotDecodeIsOverwrittenByAWrite() {
        long amount = 1;
        for (byte[] damaged : damaged().values()) {
            space.redis().call("SET", KEY, damaged);
            long next = ++amount;
            space.sql(session -> session.find(Counter.class, 1L).amount = next);
            assertThat(space.sql(session ->
                            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(next)))
                    .isZero();
        }
    }

    private Map<String, byte[]> damaged() {
        byte[] item = (byte[]) space.redis().call("GET", KEY);
        Map<String, byte[]> damaged = new LinkedHashMap<>();
        damaged.put("an empty body", Arrays.copyOf(item, HEADER));
        damaged.put("a body cut short", Arrays.copyOf(item, item.length - 1));
        damaged.put("a longer body", Arrays.copyOf(item, item.length + 3));
        byte[] otherKind = item.clone();
        otherKind[HEADER + 1] = 55; // there are no 56 entities in the hierarchy
        damaged.put("another entity's number", otherKind);
        return damaged;
    }

    static byte[][] garbageStripes() {
        byte[] random = new byte[100];
        new Random(2).nextBytes(random);
        return new byte[][] {
            {},
            {0},
            "garbage".getBytes(StandardCharsets.UTF_8),
            random,
            {'S'},
            {'S', 1},
            {'S', 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            joined(new byte[] {'S', 1}, filled(15, 0)),
            joined(new byte[] {'I', 1}, filled(18, 0)),
            joined(new byte[] {'S', 1}, filled(16, 0xff)),
            joined(new byte[] {'S', 1}, filled(16, 0x7f)),
            joined(new byte[] {'S', 1}, filled(16 + 24, 0x7f)),
            joined(new byte[] {'S', 1}, filled(16 + 24, 0xff))
        };
    }

    /** To a reader a record of another format is a missing one. */
    @ParameterizedTest
    @MethodSource("garbageStripes")
    void underAStripesKeyAllIsAMiss(byte[] garbage) {
        space.redis().call("SET", RECORD, garbage);
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1)))
                .isEqualTo(1);
    }

    /** The first put is refused: it may be older than what the record has forgotten. */
    @ParameterizedTest
    @MethodSource("garbageStripes")
    void underAStripesKeyIsOverwritten(byte[] garbage) {
        space.redis().call("SET", RECORD, garbage);
        for (int i = 0; i < 3; i++) {
            space.sql(session -> session.find(Counter.class, 1L));
        }
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1)))
                .isZero();
        space.sql(session -> session.find(Counter.class, 1L).amount = 2);
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2)))
                .isZero();
    }

    @Test
    void collectionsAndNaturalIdsToo() {
        space.node().inTransaction(session -> {
            session.persist(new Account(1, "n", "me"));
            Product product = new Product(1, "p");
            product.tags.add("t");
            session.persist(product);
        });
        for (int round = 0; round < 2; round++) {
            space.entryKeys().forEach(key -> space.redis().call("SETRANGE", key, 20, "garbage"));
            for (int i = 0; i < 3; i++) {
                space.sql(session -> {
                    assertThat(session.bySimpleNaturalId(Account.class).load("n").owner)
                            .isEqualTo("me");
                    assertThat(session.find(Product.class, 1L).tags).containsExactly("t");
                });
            }
        }
    }

    private void isAMissOnceAndAHitThen(long amount) {
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(amount)))
                .as("a miss")
                .isEqualTo(1);
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(amount)))
                .as("overwritten")
                .isZero();
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
