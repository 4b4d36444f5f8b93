package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.ProductCurrencyId;
import io.throughline.demo.shop.Stock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * What the demo's persistence unit has written is read by the command, as a Redis user whom the server lets do nothing but read: any write would
 * be an error.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectTest {

    private static final String PRODUCT = Product.class.getName();
    private static final String[] UNIT = {"--unit", "shop", "--dialect", "PostgreSQL"};

    private static final ProductCurrencyId STOCK = new ProductCurrencyId(1L, "EUR");

    private ShopInRedis shop;
    private RedissonClient redis;
    private SessionFactory factory;

    @BeforeAll
    void start() throws IOException {
        shop = ShopInRedis.start();
        redis = shop.redis();
        factory = shop.factory();
    }

    @AfterAll
    void stop() {
        shop.close();
    }

    private record Ran(int code, String out, String err) {}

    private static Ran run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Inspect.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ran(code, out.toString(), err.toString());
    }

    private Ran look(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--redis";
        all[args.length + 1] = shop.looker();
        return run(all);
    }

    private static String[] with(String[] more, String... args) {
        return Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    /** Else the other tests prove nothing. */
    @Test
    void theUserMayOnlyRead() {
        RedissonClient looker = ShopInRedis.client(shop.address(), "looker", "secret");
        try {
            assertThatThrownBy(() -> looker.getBucket("x", StringCodec.INSTANCE).set("y"))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> looker.getScript(StringCodec.INSTANCE)
                            .eval(RScript.Mode.READ_ONLY, "return 1", RScript.ReturnType.LONG))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("NOPERM");
        } finally {
            looker.shutdown();
        }
    }

    @Test
    void anEntityWithItsAttributes() {
        redis.getBucket("shop:" + PRODUCT + ":{183}:1").expire(Duration.ofHours(1));
        Ran ran = look(with(UNIT, "entry", "shop:" + PRODUCT + ":{183}:1"));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("region       " + PRODUCT + ", stripe 183")
                .contains("id           1")
                .contains("an item, format 1, of an entity")
                .containsPattern("stamp        20\\d\\d-\\d\\d-\\d\\dT\\S+Z, \\S+s ago")
                .contains("version      number 0")
                .containsPattern("shape        [0-9a-f]{16}, the given mapping's")
                .containsPattern("time left    (1h0m|59m\\d+s)")
                .contains("to readers   a hit")
                .contains("(class) = \"" + PRODUCT + "\"")
                .contains("name = \"Teapot, blue\"")
                .contains("origin = \"DE\"");
    }

    @Test
    void byRegionAndId() {
        Ran ran = look(with(UNIT, "entry", "-n", "shop", "-r", Price.class.getName(), "EUR,1"));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("amount = 34.90").contains("id           EUR,1");
    }

    @Test
    void aCollection() {
        Ran ran = look(with(UNIT, "entry", "-n", "shop", "-r", PRODUCT + ".prices", "1"));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("of a collection").contains("0 = [EUR, 1]");
    }

    @Test
    void aNaturalId() {
        Ran ran = look(with(UNIT, "entry", "-n", "shop", "-r", Country.class.getName() + "##NaturalId", "DEU"));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("of a natural id")
                .contains("(id) = \"DE\"")
                .contains("version      none");
    }

    @Test
    void withoutAMappingAllButTheState() {
        Ran ran = look("entry", "shop:" + PRODUCT + ":{183}:1");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("of an entity or a collection")
                .containsPattern("shape        [0-9a-f]{16}\\n")
                .doesNotContain("state");
    }

    @Test
    void anotherMappingsShapeIsSaidAndNothingIsDecoded() {
        Ran before = look(with(UNIT, "entry", "-n", "shop", "-r", Currency.class.getName(), "EUR"));
        String key = before.out().lines().findFirst().orElseThrow();
        assertThat(before.out()).contains("fractionDigits = 2");
        byte[] item = redis.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
        ByteBuffer.wrap(item).putLong(10, 0x1234);
        redis.getBucket(key, ByteArrayCodec.INSTANCE).set(item);
        assertThat(look(with(UNIT, "entry", key)).out())
                .contains("shape        0000000000001234, of another mapping: the given one has ")
                .contains("time left    for ever")
                .contains("to readers   a miss for the given mapping: another shape")
                .doesNotContain("fractionDigits");
    }

    @Test
    void aBodyThatWasChangedIsSaid() {
        String key = look(with(UNIT, "entry", "-n", "shop", "-r", Country.class.getName(), "DE"))
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        byte[] item = redis.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
        byte[] changed = item.clone();
        changed[changed.length - 6] ^= 1;
        redis.getBucket(key, ByteArrayCodec.INSTANCE).set(changed);
        try {
            assertThat(look(with(UNIT, "entry", key)).out())
                    .contains("state        readers get a miss: it was cut short or changed");
        } finally {
            redis.getBucket(key, ByteArrayCodec.INSTANCE).set(item);
        }
    }

    @Test
    void aSealedBodyIsOpenedByWhoHasTheKey() {
        String keys = "c2VhbCBrZXkgb2YgMzIgYnl0ZXMsIGZvciBhIHRlc3Q=";
        String ids = "aWQga2V5IG9mIDMyIGJ5dGVzLCBmb3IgdGhlIHRlc3Q=";
        String[] entry = {"entry", "-n", "sealed", "-r", PRODUCT, "1"};
        String[] ofIds = with(UNIT, "--setting", "hibernate.cache.redis.hash_ids=" + ids);
        String[] ofBoth = with(ofIds, "--setting", "hibernate.cache.redis.seal_keys=" + keys);
        try (SessionFactory sealing = shop.another(Map.of(
                "hibernate.cache.redis.namespace", "sealed",
                "hibernate.cache.redis.seal_keys", keys,
                "hibernate.cache.redis.hash_ids", ids))) {
            ShopInRedis.awaitHit(sealing);
        }
        Ran ran = look(with(ofBoth, entry));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .containsPattern("id           %h[A-Za-z0-9_-]{22}\n")
                .containsPattern("shape        [0-9a-f]{16}, the given mapping's, sealed\n")
                .contains("to readers   a hit")
                .contains("name = \"Teapot, blue\"");
        assertThat(look(with(ofIds, entry)).out())
                .containsPattern("shape        [0-9a-f]{16}, the given mapping's, sealed: --setting hibernate")
                .contains("to readers   a miss for nodes without seal_keys")
                .doesNotContain("Teapot");
        String[] another = with(
                ofIds, "--setting", "hibernate.cache.redis.seal_keys=YW5vdGhlciBrZXkgb2YgMzIgYnl0ZXMsIGZvciBpdCE=");
        assertThat(look(with(another, entry)).out())
                .contains("state        readers get a miss: it is sealed with a key that this node does not have")
                .doesNotContain("Teapot");
        assertThat(look(with(UNIT, entry)).code()).isEqualTo(1);
        assertThat(look(with(ofBoth, "entry", "shop:" + PRODUCT + ":{183}:1")).out())
                .contains("the given mapping's, but not sealed")
                .contains("to readers   a miss for nodes with seal_keys");
        assertThat(look(with(with(UNIT, "--setting", "hibernate.cache.redis.seal_keys=c2hvcnQ="), "entry", "x:y:{1}:1"))
                        .err())
                .contains("hibernate.cache.redis.seal_keys holds a key of 40 bits")
                .doesNotContain("c2hvcnQ");
    }

    @Test
    void aRecordOfAFormatThatIsNotKnown() {
        String key = "shop:" + PRODUCT + ":{183}:1000000";
        redis.getBucket(key, ByteArrayCodec.INSTANCE).set(new byte[] {'I', 2, 0, 0});
        try {
            Ran ran = look("entry", key);
            assertThat(ran.code()).isZero();
            assertThat(ran.out()).contains("of a format that is unknown here").contains("49 02");
        } finally {
            redis.getBucket(key).delete();
        }
    }

    @Test
    void anEntryThatIsNotThere() {
        Ran ran = look("entry", "-n", "shop", "-r", PRODUCT, "4711");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("record       none: readers get a miss");
    }

    @Test
    void aStripe() {
        Ran ran = look("stripe", "-n", "shop", "-r", PRODUCT, "183");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("shop:" + PRODUCT + ":{%region}")
                .containsPattern("born         20\\d\\d-\\S+Z, \\S+s ago")
                .containsPattern("fence        20\\d\\d-\\S+Z, \\S+s ago")
                .contains("to readers   open");
    }

    @Test
    void aRegion() {
        Ran ran = look("region", "-n", "shop", PRODUCT);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("records      1 of 1")
                .contains("items        1")
                .contains("entries      1");
        assertThat(look("region", "-n", "shop", PRODUCT, "--limit", "1").out()).contains("cut off      after 1 keys");
        assertThat(look("region", "-n", "nowhere", PRODUCT).code()).isEqualTo(1);
    }

    /** A commit that the database refuses when the locks are in place: they stay until their limit. */
    @Test
    void aLockWithItsHolder() {
        commitRefused(session -> session.find(Stock.class, STOCK).sell(1));
        Ran ran = look("entry", "-n", "shop", "-r", Stock.class.getName(), "EUR,1");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("a lock, format 1")
                .containsPattern("since        20\\d\\d-\\S+Z, \\S+s ago")
                .contains("concurrent   no")
                .containsPattern("holder 1     [0-9a-f]{32}, limit 20\\d\\d-\\S+Z, in \\S+s")
                .contains("to readers   a miss: it is locked");
        assertThat(look("region", "-n", "shop", Stock.class.getName()).out()).contains("locks        1");
    }

    /** The same with a bulk statement. */
    @Test
    void aClosedRegion() {
        commitRefused(session ->
                session.createMutationQuery("update Price set amount = 1").executeUpdate());
        Ran ran = look("stripe", "-n", "shop", "-r", Price.class.getName(), "0");
        assertThat(ran.out())
                .containsPattern("closer 1     [0-9a-f]{32}, limit 20\\d\\d-\\S+Z, in \\S+s")
                .contains("to readers   closed");
        assertThat(look("region", "-n", "shop", Price.class.getName()).out()).contains("closed       1 of them");
        assertThat(look("entry", "-n", "shop", "-r", Price.class.getName(), "EUR,1")
                        .out())
                .contains("a miss: a bulk statement is writing the region");
    }

    private void commitRefused(Consumer<Session> work) {
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    work.accept(session);
                    session.doWork(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute(
                                    "create table if not exists refuses (x int unique deferrable initially deferred)");
                            statement.execute("insert into refuses values (1), (1)"); // noticed by the commit
                        }
                    });
                }))
                .hasMessageContaining("commit");
    }

    // bad input

    @Test
    void badInputIsSaidWithWhatIsAccepted() {
        refused(1, "'nonsense' is not a key of the cache; accepted: namespace:region:{%region}", "entry", "nonsense");
        refused(1, "accepted: a stripe from 0 to 255", "entry", "shop:r:{256}:1");
        refused(1, "is not an entry's key; accepted: an entry's key, or the command stripe", "entry", "shop:r:{25}");
        refused(
                1,
                "--class-path names '/nowhere', which does not exist",
                "entry",
                "shop:r:{25}:1",
                "--unit",
                "shop",
                "--class-path",
                "/nowhere");
        refused(
                1,
                "--unit names 'nothing', which is in no META-INF/persistence.xml",
                "entry",
                "shop:r:{25}:1",
                "--unit",
                "nothing");
        refused(
                1,
                "--entities names 'no.Such'",
                "entry",
                "shop:r:{25}:1",
                "--entities",
                "no.Such",
                "--dialect",
                "PostgreSQL");
        refused(1, "accepted: one of them", "entry", "shop:r:{25}:1", "--entities", PRODUCT, "--unit", "shop");
        refused(1, "accepted with them: --unit or --entities", "entry", "shop:r:{25}:1", "--dialect", "PostgreSQL");
        refused(
                1,
                "accepted with them: --unit or --entities",
                "entry",
                "shop:r:{25}:1",
                "--setting",
                "hibernate.cache.redis.seal_keys=env:SHOP_SEAL_KEY");
        refused(1, "accepted: --dialect", "entry", "shop:r:{25}:1", "--unit", "shop");
        refused(
                1,
                "Hibernate refuses the mapping",
                "entry",
                "shop:r:{25}:1",
                "--unit",
                "shop",
                "--dialect",
                "Nonsense");
        refused(1, "The mapping has no entity, collection or natural id 'r'", with(UNIT, "entry", otherRegionsEntry()));
        refused(2, "--limit is 0; accepted: a number of keys from 1", "region", "x", "--limit", "0");
        refused(2, "Unmatched argument", "entry", "a", "b");
        refused(2, "Missing required parameter", "stripe");
    }

    private String otherRegionsEntry() {
        redis.getBucket("shop:r:{25}:1", ByteArrayCodec.INSTANCE).set(new byte[] {'I', 1});
        return "shop:r:{25}:1";
    }

    private void refused(int code, String message, String... args) {
        Ran ran = look(args);
        assertThat(ran.err()).contains(message);
        assertThat(ran.code()).isEqualTo(code);
    }

    @Test
    void redisThatCannotBeReachedIsSaid() {
        assertThat(run("region", "x", "--redis", "redis://127.0.0.1:1").err())
                .contains("Redis at redis://127.0.0.1:1 does not answer");
        assertThat(run("region", "x", "--redis", "http://127.0.0.1").err())
                .contains("--redis: ")
                .contains("has the scheme 'http'");
        Ran wrongPassword = run("region", "x", "--redis", shop.address().replace("redis://", "redis://looker:wrong@"));
        assertThat(wrongPassword.code()).isEqualTo(1);
        assertThat(wrongPassword.err()).contains("does not answer").doesNotContain("wrong@");
    }

    /** The tool is given no way to the database, not even to the one that the unit names. */
    @Test
    void theDatabaseIsNotAsked() {
        assertThatThrownBy(() -> new NoDatabase().getConnection()).hasMessageContaining("There is no database here");
        assertThat(look(with(
                                UNIT,
                                "entry",
                                "shop:" + PRODUCT + ":{183}:1",
                                "--setting",
                                "jakarta.persistence.jdbc.url=jdbc:postgresql://127.0.0.1:1/none"))
                        .out())
                .contains("Teapot, blue");
    }

    /** On the page of {@code serve}; the lease is long, so that the node does not find out before the test is over. */
    @Test
    void aNodeIsAMemberOfTheNearCacheUntilItIsExpelled() {
        try (ServedPage page = ServedPage.start("--redis", shop.looker(), "-n", "shop")) {
            try (SessionFactory ignored = shop.another(
                    Map.of("hibernate.cache.redis.near_entries", "100", "hibernate.cache.redis.near_lease", "1m"))) {
                JsonNode near = page.json(
                                "/api/cache", cache -> cache.at("/near/count").asInt() == 1)
                        .at("/near");
                assertThat(near.at("/listed/0/expelled").asBoolean()).isFalse();
                String member = near.at("/listed/0/id").asText();
                assertThat(member).matches("[0-9a-f]{16}");
                new NearRegistry(redis, "shop").expel(member);
                near = page.json(
                                "/api/cache",
                                cache -> cache.at("/near/expelled").asInt() == 1)
                        .at("/near");
                assertThat(near.at("/count").asInt()).isZero();
                assertThat(near.at("/listed")).hasSize(1);
                assertThat(near.at("/listed/0/id").asText()).isEqualTo(member);
            }
            page.json("/api/cache", cache -> cache.at("/near/listed").isEmpty());
        }
    }
}
