package io.throughline.it.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.RedisCacheStatus;
import io.throughline.it.format.FormatReader;
import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.RegionActivity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What nodes with {@code seal_keys} store, what they read, and what somebody who writes to Redis can make of it. */
class SealedEntriesTest {

    private static final String SECRET = "nobody is to read this";
    private static final String REGION = Counter.class.getName();
    private static final int STAMP_AT = 2;
    private static final int SHAPE_AT = 10;
    private static final int HEADER = 20; // 'I' 1 stamp shape rule length

    @Test
    void everyKindIsSealedAndServedToWhoHasTheKey() {
        try (Space space = Space.of(
                node -> Keys.sealing(1).apply(node).set("hibernate.cache.use_query_cache", "true"),
                Product.class,
                Review.class,
                Account.class)) {
            space.node().inTransaction(SealedEntriesTest::persistEveryKind);
            work(space.node());
            work(space.node()); // collections and results are put after a miss
            assertThat(space.entryKeys()).hasSizeGreaterThanOrEqualTo(7);
            for (String key : space.entryKeys()) {
                byte[] record = (byte[]) space.redis().call("GET", key);
                assertThat(new String(record, StandardCharsets.ISO_8859_1))
                        .as(key)
                        .doesNotContain(SECRET.substring(0, 8));
            }
            try (Node other = another(Product.class, 1)) {
                Nodes.awaitClocks(other, space.node());
                long sql = other.sqlStatements();
                work(other);
                assertThat(other.sqlStatements()).as("all of it hits").isEqualTo(sql);
                assertThat(other.activity().of(Event.UNOPENED)).isZero();
            }
        }
    }

    private static void persistEveryKind(Session session) {
        Product product = new Product(1, SECRET);
        product.tags.add(SECRET);
        product.reviews.add(new Review(2, product, SECRET));
        session.persist(product);
        session.persist(new Account(3, "A-3", SECRET));
    }

    /** What is loaded is stamped with an asOf that the node knows when it seals: nobody can change the stamp by a microsecond. */
    @Test
    void theStampOfAllThatIsLoadedIsBound() {
        try (Space space = Space.of(
                node -> Keys.sealing(1)
                        .apply(node)
                        .set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.redis.database_lag", "3s"),
                Product.class,
                Review.class,
                Account.class)) {
            space.node().inTransaction(SealedEntriesTest::persistEveryKind);
            space.entryKeys().forEach(key -> space.redis().call("DEL", key));
            Nodes.await(
                    () -> { // what has just changed is not put, as long as the database may lag behind
                        work(space.node());
                        return space.entryKeys().size() >= 7;
                    });
            assertAllAreBoundToTheirStamps(space);
        }
    }

    @Test
    void theStampOfWhatIsLoadedOutsideTransactionsIsBound() {
        try (Space space = Space.of(
                node -> Keys.sealing(1).apply(node).set("hibernate.cache.use_query_cache", "true"), Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            space.redis().call("DEL", key(1));
            Nodes.await(() -> {
                Nodes.awaitClocks(space.node());
                try (Session session = space.node().factory().openSession()) {
                    session.find(Counter.class, 1L);
                    session.createSelectionQuery("select amount from Counter", Long.class)
                            .setCacheable(true)
                            .getResultList();
                }
                return space.entryKeys().size() == 2;
            });
            assertAllAreBoundToTheirStamps(space);
        }
    }

    private static void assertAllAreBoundToTheirStamps(Space space) {
        for (String key : space.entryKeys()) {
            byte[] record = (byte[]) space.redis().call("GET", key);
            assertThat(opens(key, record)).as(key).isTrue();
            for (long later : new long[] {-1_000_000, -1, 1, 1_000_000}) {
                assertThat(opens(key, stamped(record.clone(), stamp(record) + later)))
                        .as("%s, %d us later", key, later)
                        .isFalse();
            }
        }
    }

    /** By a reader that knows docs/format.md alone, and does not look whether a date fits. */
    private static boolean opens(String key, byte[] record) {
        try {
            return FormatReader.unseal(record, key, Base64.getDecoder().decode(Keys.key(1))).length > 0;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("does not open");
            return false;
        }
    }

    private static void work(Node node) {
        Nodes.awaitClocks(node);
        node.inTransaction(session -> {
            Product product = session.find(Product.class, 1L);
            assertThat(product.name).isEqualTo(SECRET);
            assertThat(product.tags).containsExactly(SECRET);
            assertThat(product.reviews)
                    .singleElement()
                    .satisfies(review -> assertThat(review.text).isEqualTo(SECRET));
            assertThat(session.bySimpleNaturalId(Account.class).load("A-3").owner)
                    .isEqualTo(SECRET);
            assertThat(session.createSelectionQuery("select name from Product", String.class)
                            .setCacheable(true)
                            .getResultList())
                    .containsExactly(SECRET);
        });
    }

    @Test
    void whatIsWrittenIsWrittenThrough() {
        try (Space space = counters();
                Node other = another(Counter.class, 2, 1)) {
            other.inTransaction(session -> session.find(Counter.class, 1L).amount = 10);
            Nodes.awaitClocks(other);
            long sql = other.sqlStatements();
            assertThat(amount(other)).isEqualTo(10);
            assertThat(other.sqlStatements()).isEqualTo(sql);
        }
    }

    // what does not open

    @Test
    void whatSomebodyHasMadeIsAMissCountedSaidOnceAndReplaced() {
        try (LogCapture log = new LogCapture();
                Space space = counters()) {
            for (int i = 0; i < 2; i++) {
                isMissedAndReplaced(space, record -> changed(record, record.length - 1, 1));
                isMissedAndReplaced(space, record -> changed(record, HEADER + 5 + 12, 64));
                isMissedAndReplaced(space, record -> Arrays.copyOf(record, record.length - 1));
                isMissedAndReplaced(space, record -> Arrays.copyOf(record, HEADER + 10));
                isMissedAndReplaced(space, record -> changed(record, HEADER + 1, 1)); // another key's number
                isMissedAndReplaced(space, record -> changed(record, HEADER, 2));
                isMissedAndReplaced(space, record -> (byte[]) space.redis().call("GET", key(2)));
            }
            assertThat(space.node().activity().of(Event.UNOPENED)).isEqualTo(14);
            assertThat(get(space, RegionActivity.Get.UNOPENED)).isEqualTo(14);
            assertThat(log.withNumber(44))
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains(REGION))
                    .anySatisfy(line -> assertThat(line).contains("its seal does not match"))
                    .anySatisfy(line -> assertThat(line).contains("has another format, or is cut short"))
                    .anySatisfy(line -> assertThat(line).contains("a key that this node does not have"));
        }
    }

    @Test
    void aBitFlippedAnywhereBehindTheStampIsAMiss() {
        try (Space space = counters()) {
            Random random = new Random(7);
            for (int i = 0; i < 60; i++) {
                isMissedAndReplaced(space, record -> {
                    int bit = SHAPE_AT * 8 + random.nextInt((record.length - SHAPE_AT) * 8);
                    return changed(record, bit / 8, 1 << bit % 8);
                });
            }
        }
    }

    @Test
    void aStampThatItCannotHaveGot() {
        try (LogCapture log = new LogCapture();
                Space space = counters()) {
            bornLongAgo(space);
            isMissedAndReplaced(space, record -> stamped(record, stamp(record) - 2_000_000)); // an insert's
            assertThat(log.withNumber(44)).singleElement().asString().contains("its stamp does not fit");
            for (long later : new long[] {-2_000_000, -1, 1}) { // a load's
                isMissedAndReplaced(space, record -> stamped(record, stamp(record) + later));
            }
            assertThat(get(space, RegionActivity.Get.UNOPENED)).isEqualTo(4);
            assertThat(log.withNumber(44)).last().asString().contains("its seal does not match");
        }
    }

    /** A commit's stamp is the script's. */
    @Test
    void theStampOfWhatACommitStoresIsFreeWithinAMinute() {
        try (Space space = counters()) {
            bornLongAgo(space);
            space.node().inTransaction(session -> session.find(Counter.class, 1L).amount = 10);
            byte[] record = (byte[]) space.redis().call("GET", key(1));
            set(space, key(1), stamped(record.clone(), stamp(record) - 500_000));
            assertThat(space.sql(session -> session.find(Counter.class, 1L))).isZero();
            set(space, key(1), stamped(record.clone(), stamp(record) - 2_000_000));
            assertThat(space.sql(session -> session.find(Counter.class, 1L))).isEqualTo(1);
        }
    }

    /** The record as it was, head and all: nothing in it is wrong, and only its time to live ends it. */
    @Test
    void aLoadedRecordThatIsPutBackAsItWasIsBelieved() {
        try (Space space = counters()) {
            space.redis().call("DEL", key(1));
            space.sql(session -> session.find(Counter.class, 1L));
            byte[] old = (byte[]) space.redis().call("GET", key(1));
            space.node().inTransaction(session -> session.find(Counter.class, 1L).amount = 10);
            set(space, key(1), old);
            Nodes.awaitClocks(space.node());
            assertThat(amount(space.node())).isEqualTo(1);
        }
    }

    /** Who can write to Redis can undo what was changed there, for as long as the entry would have lived: docs/sealing.md says so. */
    @Test
    void anOldBodyThatIsPutBackInItsTimeIsBelieved() {
        try (Space space = counters()) {
            byte[] old = (byte[]) space.redis().call("GET", key(1));
            space.node().inTransaction(session -> session.find(Counter.class, 1L).amount = 10);
            set(space, key(1), old);
            Nodes.awaitClocks(space.node());
            assertThat(amount(space.node())).isEqualTo(1);
        }
    }

    // nodes that seal beside nodes that do not

    @Test
    void sealedAndNotSealedSideBySide() {
        try (LogCapture log = new LogCapture();
                Space space = counters();
                Node without = another(Counter.class)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(amounts(without, 2)).containsOnly((long) i);
                assertThat(get(without, RegionActivity.Get.SEALED)).isEqualTo(i);
                assertThat(get(without, RegionActivity.Get.HIT)).isGreaterThanOrEqualTo(i);
                assertThat(amounts(space.node(), 2)).containsOnly((long) i);
                assertThat(get(space, RegionActivity.Get.UNSEALED)).isEqualTo(i);
                write(space.node(), i + 1);
            }
            write(without, 10);
            assertThat(amounts(space.node(), 2)).containsOnly(10L);
            assertThat(get(space, RegionActivity.Get.UNSEALED)).isEqualTo(4);
            assertThat(space.node().activity().of(Event.OTHER_SHAPE)).isZero();
            assertThat(without.activity().of(Event.OTHER_SHAPE)).isZero();
            assertThat(log.withNumber(45)).singleElement().asString().contains(REGION);
            assertThat(log.withNumber(46)).singleElement().asString().contains(REGION);
            assertThat(log.withNumber(44)).isEmpty();
        }
    }

    @Test
    void aNodeWithAnotherKey() {
        try (Space space = counters();
                Node other = another(Counter.class, 2)) {
            Nodes.awaitClocks(other, space.node());
            assertThat(amount(other)).isEqualTo(1);
            assertThat(get(other, RegionActivity.Get.UNOPENED)).isEqualTo(1);
            Nodes.awaitClocks(other, space.node());
            assertThat(amount(other)).isEqualTo(1);
            assertThat(get(other, RegionActivity.Get.HIT)).isEqualTo(1);
        }
    }

    @Test
    void whatHibernateAsksWithoutReading() {
        try (Space space = counters()) {
            Nodes.awaitClocks(space.node());
            assertThat(space.node().factory().getCache().containsEntity(Counter.class, 1L))
                    .isTrue();
            set(space, key(1), (byte[]) space.redis().call("GET", key(2)));
            assertThat(space.node().factory().getCache().containsEntity(Counter.class, 1L))
                    .isFalse();
        }
    }

    @Test
    void nothingShowsTheKeys() throws Exception {
        String seal = Keys.key(0x5a);
        String ids = Keys.key(0x6b);
        try (LogCapture log = new LogCapture(Level.TRACE);
                Space space = Space.of(
                        node -> node.set("hibernate.cache.redis.seal_keys", seal)
                                .set("hibernate.cache.redis.hash_ids", ids),
                        Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            space.redis().flushAll();
            assertThat(space.sql(session -> session.find(Counter.class, 1L))).isEqualTo(1);
            RedisCacheStatus status = new RedisCacheStatus(space.node().factory());
            assertThat(status.getSettings())
                    .containsEntry("hibernate.cache.redis.seal_keys", "(1 key, not shown)")
                    .containsEntry("hibernate.cache.redis.hash_ids", "(1 key, not shown)");
            assertThat(log.text()).contains("THRU000001").doesNotContain(seal, ids, "5a5a", "ZZZZ", "6b6b", "kkkk");
        }
    }

    private static Space counters() {
        Space space = Space.of(Keys.sealing(1), Counter.class);
        space.node().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Counter(2, 2));
        });
        space.sql(session -> session.find(Counter.class, 1L));
        assertThat(space.sql(session -> session.find(Counter.class, 1L))).isZero();
        return space;
    }

    private static Node another(Class<?> entity, int... keys) {
        Class<?>[] entities = entity == Counter.class
                ? new Class<?>[] {entity}
                : new Class<?>[] {entity, Review.class, Account.class};
        Node.Builder node = Space.builder(TestServers.redis().uri(), entities)
                .set("hibernate.hbm2ddl.auto", "none")
                .set("hibernate.cache.use_query_cache", entity == Product.class ? "true" : "false");
        return Keys.sealing(keys).apply(node).start();
    }

    private static String key(long id) {
        return Space.key(REGION, Long.toString(id));
    }

    private static long amount(Node node) {
        return node.fromTransaction((Session session) -> session.find(Counter.class, 1L).amount);
    }

    /** Each read in a session of its own, which sees all that is in Redis by then. */
    private static List<Long> amounts(Node node, int reads) {
        return Stream.generate(() -> {
                    Nodes.awaitClocks(node);
                    return amount(node);
                })
                .limit(reads)
                .toList();
    }

    private static void write(Node node, long amount) {
        Nodes.awaitClocks(node);
        node.inTransaction(session -> session.find(Counter.class, 1L).amount = amount);
    }

    private static long get(Space space, RegionActivity.Get result) {
        return get(space.node(), result);
    }

    private static long get(Node node, RegionActivity.Get result) {
        return node.activity().named(REGION).of(result);
    }

    private static void set(Space space, String key, byte[] record) {
        space.redis().call("SET", key, record, "PX", 100_000);
    }

    private static void bornLongAgo(Space space) {
        RedisConnection redis = space.redis();
        byte[] record = (byte[]) redis.call("GET", Space.recordKey(REGION));
        ByteBuffer.wrap(record).putLong(2, 1).putLong(10, 1);
        redis.call("SET", Space.recordKey(REGION), record);
    }

    private static void isMissedAndReplaced(Space space, UnaryOperator<byte[]> damage) {
        byte[] record = (byte[]) space.redis().call("GET", key(1));
        set(space, key(1), damage.apply(record.clone()));
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1)))
                .as("a miss")
                .isEqualTo(1);
        assertThat(space.sql(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1)))
                .as("replaced")
                .isZero();
    }

    private static byte[] changed(byte[] record, int at, int bits) {
        record[at] ^= (byte) bits;
        return record;
    }

    private static long stamp(byte[] record) {
        return ByteBuffer.wrap(record).getLong(STAMP_AT);
    }

    private static byte[] stamped(byte[] record, long stamp) {
        ByteBuffer.wrap(record).putLong(STAMP_AT, stamp);
        return record;
    }
}
