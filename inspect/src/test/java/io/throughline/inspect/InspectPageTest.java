package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.codec.KeyText;
import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.ProductCurrencyId;
import io.throughline.protocol.RegionAddress;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.JavascriptException;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * The page in a real browser, as a person sees it. Where there is no browser it is skipped, unless {@code -Dthroughline.browser=required}. With {@code -Dthroughline.docs.write=true} it also
 * writes the pictures of docs/inspect.md anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectPageTest {

    private static final String PRODUCT = Product.class.getName();
    private static final int PRODUCTS = 240;
    private static final Path PICTURES = Path.of("..", "docs", "page");
    private static final String RUNS = "window.ran=(window.ran||0)+1";
    private static final String HOSTILE =
            "\"'><img src=x onerror=" + RUNS + "><script>" + RUNS + "</script>\u2028\u2029</script>";

    private Browser browser;
    private ShopInRedis shop;
    private NodePage node;
    private ServedPage page;

    @BeforeAll
    void start() throws IOException {
        browser = Browser.open(); // before the servers: there may be none
        browser.size(1280, 900, "light");
        shop = ShopInRedis.start();
        stock();
        node = new NodePage(InspectPageTest::counters);
        page = ServedPage.start(
                Boolean.getBoolean("throughline.docs.write") ? Duration.ofSeconds(1) : Duration.ofMillis(100),
                "--redis",
                shop.looker(),
                "-n",
                "shop",
                "--unit",
                "shop",
                "--dialect",
                "PostgreSQL",
                "--sample",
                "50",
                "--metrics",
                node.url());
    }

    @AfterAll
    void stop() {
        for (AutoCloseable one : new AutoCloseable[] {page, node, shop, browser}) {
            if (one != null) {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void stock() {
        List<String> things = List.of("Teapot", "Cup", "Saucer", "Kettle", "Sieve", "Tray", "Spoon", "Jug");
        List<String> colours = List.of("blue", "white", "celadon", "black");
        shop.factory().inTransaction(session -> {
            Country germany = session.find(Product.class, 1L).getOrigin();
            Currency euro = session.find(Currency.class, "EUR");
            IntStream.range(0, PRODUCTS - 2).forEach(i -> {
                Product product = new Product(
                        things.get(i % things.size()) + ", " + colours.get(i / 8 % 4) + ", no. " + (1 + i / 32),
                        germany);
                session.persist(product);
                product.addPrice(euro, new BigDecimal("4.90").add(BigDecimal.valueOf(i % 23)));
            });
            session.persist(new Product(HOSTILE, germany));
        });
        for (int id = 2; id <= PRODUCTS; id++) {
            Duration left = id % 11 == 0 ? Duration.ofMinutes(id % 5 + 5) : Duration.ofMinutes(15 + id * 7L);
            shop.redis().getBucket(key(PRODUCT, Integer.toString(id))).expire(left);
        }
        shop.redis()
                .getBucket(key(PRODUCT, "17"), ByteArrayCodec.INSTANCE)
                .set(Records.lock(System.currentTimeMillis() * 1000, 2), Duration.ofMinutes(9));
        shop.redis()
                .getMap("shop:{near}:members", StringCodec.INSTANCE)
                .putAll(Map.of("5d1f0c7e92ab3846", "M750", "c4a97b1802e6fd35", "M750", "0b83c7de5f1a2496", "M750"));
        shop.redis()
                .getMap("shop:{near}:members", StringCodec.INSTANCE)
                .putAll(Map.of("8f2c6a11d09b37e4", "X750", "%nonce", "4e1b90d37ac25f68", "%members", "4"));
    }

    private static String key(String region, String id) {
        return new RegionAddress("shop", region, 0, false, false).entry(id).key();
    }

    /** Of a node that has been busy for a while, and somewhat uneven. */
    private static String counters(int reads) {
        long some = reads * 180L + Math.round(120 * Math.sin(reads / 4.0));
        long few = reads * 9L + Math.round(8 * Math.cos(reads / 5.0));
        return "# TYPE throughline_cache_gets_total counter\n"
                + NodePage.gets(PRODUCT, "hit", "none", 52_000 + some)
                + NodePage.gets(PRODUCT, "miss", "absent", 2100 + few)
                + NodePage.gets(PRODUCT, "miss", "locked", 310 + few / 4)
                + NodePage.gets(PRODUCT, "miss", "newer", 120 + few / 9)
                + NodePage.gets(Price.class.getName(), "hit", "none", 20_000 + some / 2)
                + NodePage.gets(Price.class.getName(), "miss", "absent", 900 + few / 2)
                + NodePage.gets(Price.class.getName(), "miss", "closed", 40);
    }

    private void open(String hash) {
        browser.go("about:blank"); // else only the part behind # would change
        browser.go(page.url() + hash);
        browser.await("a look", () -> !browser.text("table").isEmpty());
    }

    private static String hash(String kind, String name) {
        return "#/" + kind + "/" + ServedPage.encoded(name).replace("+", "%20");
    }

    private void awaitText(String selector, String text) {
        browser.await(text + " in " + selector, () -> browser.text(selector).contains(text));
    }

    @Test
    void theCacheIsShown() {
        open("");
        awaitText("footer", "The last round took");
        awaitText("main", "Product.prices");
        assertThat(browser.text("header"))
                .contains("shop")
                .contains("redis://127.0.0.1")
                .contains("looked ");
        assertThat(browser.text("header")).doesNotContain("secret");
        assertThat(browser.texts(".tile")).hasSize(4);
        assertThat(browser.texts(".tile").get(0)).matches("Entries[\\d,]+\\d regions with entries");
        assertThat(browser.texts(".tile").get(1))
                .matches("Memory[\\d.]+\u00a0kB±\u00a0[\\d.]+\u00a0k?B, \\d+ of \\d+ asked");
        assertThat(browser.texts(".tile").get(2)).startsWith("Locks1");
        assertThat(browser.text("ul.members")).contains("5d1f0c7e92ab3846").doesNotContain("%nonce");
        assertThat(browser.texts("ul.members li")).hasSize(4).contains("8f2c6a11d09b37e4expelled");
        assertThat(browser.texts(".tile").get(3)).isEqualTo("Near cache3members, 1 expelled");
        assertThat(browser.texts("tbody tr td:first-child")).contains(PRODUCT, PRODUCT + ".prices");
        assertThat(browser.texts("svg[aria-label^=Entries] text")).contains("10 min", "never");
        assertThat(browser.text("footer"))
                .matches("(?s)The last round took .* keys: \\d+ calls, waiting for Redis for .*");
    }

    @Test
    void itIsRefreshedWhileOneLooks() {
        open("");
        awaitText("tbody", PRODUCT);
        shop.redis()
                .getBucket("shop:just.Now:{0}:1", ByteArrayCodec.INSTANCE)
                .set(Records.item(1, 2, new byte[0], new byte[4]));
        awaitText("tbody", "just.Now");
        shop.redis().getBucket("shop:just.Now:{0}:1").delete();
        browser.await("it to go", () -> !browser.text("tbody").contains("just.Now"));
    }

    @Test
    void fromARegionToAnEntryInWords() {
        open("");
        awaitText("tbody", PRODUCT);
        browser.follow(PRODUCT);
        awaitText("main .pages", "1 – 100 of " + PRODUCTS);
        assertThat(browser.texts("tbody tr td:first-child").subList(0, 3)).containsExactly("1", "2", "3");
        assertThat(browser.text("tbody tr:nth-child(17)")).contains("lock");
        browser.run("[...document.querySelectorAll('button')].find(one => one.textContent.startsWith('next')).click()");
        awaitText("main .pages", "101 – 200 of " + PRODUCTS);
        browser.type("#filter", "23");
        awaitText("main .pages", " of 13"); // 23, 123, 223, 230 to 239
        browser.follow("123");
        awaitText("main dl.mono", "(class)");
        assertThat(browser.text("main"))
                .contains("an item, format 1, of an entity")
                .contains("the given mapping's")
                .contains("origin")
                .contains("\"DE\"");
    }

    @Test
    void fromTheNumberOfLocksToThem() {
        open("");
        awaitText("tbody", PRODUCT);
        browser.follow("1"); // the one number that is a link
        awaitText("main .pages", "1 – 1 of 1");
        assertThat(browser.texts("tbody tr")).hasSize(1).first().asString().startsWith("17lock");
        browser.follow("17");
        awaitText("main dl", "yes: nothing will be stored when it is removed");
        assertThat(browser.text("main dl")).contains("holder 1", "holder 2");
    }

    @Test
    void anEntrysHistoryGrowsWithEachChange() {
        String price = key(Price.class.getName(), "EUR,5");
        open(hash("entry", price));
        browser.await("the first row", () -> browser.texts("#history tbody tr").size() == 1);
        shop.factory()
                .inTransaction(session -> session.find(
                        Price.class, new ProductCurrencyId(5L, "EUR"), LockModeType.PESSIMISTIC_FORCE_INCREMENT));
        browser.await(
                "the next version",
                () -> browser.text("#history tbody tr:first-child").contains("number 1"));
        assertThat(browser.texts("#history tbody tr:first-child .warn")).contains("number 1");
        assertThat(browser.text("main dl.mono")).contains("(version)1");
        shop.redis().getBucket(price).delete();
        browser.await(
                "that it has gone",
                () -> browser.text("#history tbody tr:first-child").contains("none"));
        assertThat(browser.text("main")).contains("none: readers get a miss");
    }

    private void incrementVersion(long id) {
        shop.factory()
                .inTransaction(session -> session.find(Product.class, id, LockModeType.PESSIMISTIC_FORCE_INCREMENT));
    }

    @Test
    void hitRatioAndReasonsOfMissesArePlotted() {
        open("");
        awaitText("#metrics", "since the node started");
        browser.await(
                "a line",
                () -> browser.run(
                                "return (document.querySelector('#metrics path.line') || {getAttribute: () => ''}).getAttribute('d')")
                        .toString()
                        .contains("L"));
        browser.await("bars", () -> !browser.texts("#metrics rect title").isEmpty());
        assertThat(browser.text("#metrics")).contains("absent", "locked", "newer", "closed");
        assertThat(browser.text("#metrics")).containsPattern("Hit ratio9\\d\\.\\d % of [\\d,]{6,} gets since");
        open(hash("region", PRODUCT));
        awaitText("#metrics", "Hit ratio of Product");
        assertThat(browser.text("#metrics")).contains("locked").doesNotContain("closed");
    }

    @Test
    void lightAndDark() {
        open("");
        String background = "return getComputedStyle(document.body).backgroundColor";
        assertThat(browser.run(background)).isEqualTo("rgb(246, 246, 244)");
        browser.size(1280, 900, "dark");
        assertThat(browser.run(background)).isEqualTo("rgb(19, 20, 22)");
        browser.size(1280, 900, "light");
    }

    /** In names of all kinds, in a key's bytes as no node of ours would write them, in a state, and in a node's metrics. */
    @Test
    void nothingThatRedisHoldsRunsAsScript() throws IOException {
        browser.go("about:blank"); // the text would run, if it were let
        browser.run("document.body.innerHTML = arguments[0]", HOSTILE);
        browser.await("it to run", () -> browser.run("return window.ran") != null);

        String namespace = "<img src=x onerror=" + RUNS + ">";
        String prefix = KeyText.name(namespace) + ":" + HOSTILE;
        RedissonClient redis = shop.redis();
        byte[] item = Records.item(1, 2, new byte[] {9, '<'}, HOSTILE.getBytes(StandardCharsets.UTF_8));
        redis.getBucket(prefix + ":{3}:" + HOSTILE, ByteArrayCodec.INSTANCE).set(item);
        redis.getBucket(prefix + ":{3}:role" + HOSTILE + ":@" + HOSTILE + ":" + HOSTILE, ByteArrayCodec.INSTANCE)
                .set(item);
        redis.getBucket(prefix + ":{" + HOSTILE + "}", ByteArrayCodec.INSTANCE).set(Records.region(1, 2));
        redis.getMap(KeyText.name(namespace) + ":{near}:members", StringCodec.INSTANCE)
                .put(HOSTILE, "M" + HOSTILE);
        browser.complaints();
        try (NodePage hostileNode =
                        new NodePage(reads -> NodePage.gets("r", "miss", HOSTILE.replace("\"", "\\\""), reads));
                ServedPage hostile =
                        ServedPage.start("--redis", shop.looker(), "-n", namespace, "--metrics", hostileNode.url())) {
            browser.go(hostile.url());
            awaitText("tbody", HOSTILE);
            awaitText("ul.members", HOSTILE);
            awaitText("#metrics", HOSTILE);
            assertThat(browser.text("h1")).contains(namespace);
            nothingRan();
            browser.go(hostile.url() + hash("region", HOSTILE));
            awaitText("tbody", "role" + HOSTILE);
            nothingRan();
            browser.go(hostile.url() + hash("entry", prefix + ":{3}:" + HOSTILE));
            awaitText("dl", HOSTILE);
            nothingRan();
            browser.go(hostile.url() + hash("entry", HOSTILE)); // named in an error
            awaitText("#failure", HOSTILE);
            nothingRan();
            browser.go("about:blank"); // the page would complain that its server is gone
        }
        open(hash("entry", key(PRODUCT, Integer.toString(PRODUCTS))));
        awaitText("dl.mono", HOSTILE);
        nothingRan();
    }

    private void nothingRan() {
        assertThat(browser.run("return window.ran")).isNull();
        assertThat(browser.run("return document.querySelectorAll('script, style, img, iframe, object, embed').length"))
                .as("the page's own script and style")
                .isEqualTo(2L);
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
                                        + ".filter(one => /^on|^src$|^style$/i.test(one.name) || /^ *javascript/i.test(one.value)).length"))
                .isEqualTo(0L);
        assertThat(browser.complaints())
                .filteredOn(line -> !line.contains("/api/entry")) // the status of the error that is asked for
                .isEmpty();
    }

    /** The second lock on the door: even a page that parsed text could not. */
    @Test
    void thePolicyForbidsToParseText() {
        open("");
        assertThatThrownBy(() -> browser.run("document.body.innerHTML = arguments[0]", HOSTILE))
                .isInstanceOf(JavascriptException.class)
                .hasMessageContaining("TrustedHTML");
        browser.run("const made = document.createElement('img'); made.setAttribute('src', 'http://127.0.0.1:9/');"
                + "document.body.append(made)");
        browser.await(
                "the refusal",
                () -> browser.complaints().stream().anyMatch(line -> line.contains("Content Security Policy")));
    }

    @Test
    @EnabledIfSystemProperty(named = "throughline.docs.write", matches = "true")
    void pictures() throws IOException {
        for (int readings = 20; readings <= 40; readings += 20) {
            int wanted = readings;
            page.json("/api/metrics", metrics -> metrics.at("/growth").size() >= wanted);
        }
        open("");
        awaitText("#metrics", "absent");
        awaitText("footer", "The last round took");
        for (String scheme : List.of("light", "dark")) {
            picture(scheme, scheme);
        }
        open(hash("region", PRODUCT));
        awaitText("#metrics", "absent");
        picture("region", "light");
        open(hash("entry", key(PRODUCT, "42")));
        browser.await("the first row", () -> browser.texts("#history tbody tr").size() == 1);
        for (int i = 0; i < 2; i++) {
            int rows = browser.texts("#history tbody tr").size();
            incrementVersion(42L);
            browser.await(
                    "another row", () -> browser.texts("#history tbody tr").size() > rows);
        }
        picture("entry", "light");
    }

    /** As high as the page is. */
    private void picture(String name, String scheme) throws IOException {
        browser.size(1280, 900, scheme);
        long height = ((Number) browser.run("return document.querySelector('.width').offsetHeight")).longValue();
        browser.size(1280, (int) Math.min(height, 1040), scheme);
        browser.screenshot(PICTURES.resolve(name + ".png"));
        browser.size(1280, 900, "light");
    }
}
