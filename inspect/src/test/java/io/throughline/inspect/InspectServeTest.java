package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.demo.servers.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/** What the page is told, over records that were made by hand, as a Redis user who has no rights but those of docs/inspect.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectServeTest {

    private static final long MINUTE = 60_000_000;

    private EmbeddedRedis server;
    private RedissonClient redis;
    private ServedPage page;
    private long now;

    @BeforeAll
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = ShopInRedis.client(server.uri(), null, null);
        InlineRedis.call(
                server.uri(),
                "ACL SETUSER page on >secret resetchannels ~t:* -@all +scan +getrange +strlen +pttl +memory|usage +hscan +hget +time +ping");
        InlineRedis.call(server.uri(), "ACL SETUSER nomemory on >secret ~* -@all +@read -memory +@connection +time");
        now = System.currentTimeMillis() * 1000;
        put("t:a.B:{%region}", Records.region(now - 60 * MINUTE, now - 2 * MINUTE));
        put("t:a.B:{%fences}", new byte[8 * 256]);
        put("t:a.B:{1}:10", item(now - MINUTE), Duration.ofMinutes(8));
        put("t:a.B:{2}:9", item(now - MINUTE), Duration.ofMinutes(9));
        put("t:a.B:{3}:@tenant:x", item(now - MINUTE), Duration.ofDays(9));
        put("t:a.B:{4}:old", item(now - 61 * MINUTE));
        put("t:a.B:{5}:locked", Records.lock(now, 2), Duration.ofMinutes(9));
        put("t:a.B:{6}:another", new byte[] {'I', 2, 0, 0});
        put("t:c.D:{1}:1", item(now));
        put("t:e.F:{%region}", Records.region(now - 60 * MINUTE, now, 1));
        put("t:e.F:{1}:1", item(now));
        put("t:default-update-timestamps-region:{products}", Records.region(now, now));
        put("t:some-string", new byte[3]);
        put("u:a.B:{1}:1", item(now));
        redis.getMap("t:a.B:{7}:a-hash", StringCodec.INSTANCE).put("a", "b");
        redis.getMap("t:identity", StringCodec.INSTANCE).put("a", "b");
        page = ServedPage.start("--redis", as("page"), "-n", "t");
    }

    @AfterAll
    void stop() {
        page.close();
        redis.shutdown();
        server.close();
    }

    private String as(String user) {
        return server.uri().replace("redis://", "redis://" + user + ":secret@");
    }

    private static byte[] item(long stamp) {
        return Records.item(stamp, 0xabc, new byte[] {1, -128, 0, 0, 0, 0, 0, 0, 7}, new byte[20]);
    }

    private void put(String key, byte[] value) {
        redis.getBucket(key, ByteArrayCodec.INSTANCE).set(value);
    }

    private void put(String key, byte[] value, Duration ttl) {
        redis.getBucket(key, ByteArrayCodec.INSTANCE).set(value, ttl);
    }

    private static JsonNode named(JsonNode all, String name, String value) {
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.at("/" + name).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError(value + " in " + all));
    }

    @Test
    void regionsWithWhatIsInThem() {
        JsonNode cache = page.cache();
        assertThat(cache.at("/failure").isNull()).isTrue();
        JsonNode region = named(cache.at("/regions"), "name", "a.B");
        assertThat(region.at("/items").asInt()).isEqualTo(3);
        assertThat(region.at("/locks").asInt()).isEqualTo(1);
        assertThat(region.at("/outlived").asInt()).isEqualTo(1);
        assertThat(region.at("/others").asInt()).isEqualTo(1);
        assertThat(region.at("/entries").asInt()).isEqualTo(6);
        assertThat(region.at("/closed").asBoolean()).isFalse();
        assertThat(region.at("/changedAgo").asLong()).isBetween(119_000L, 600_000L);
        JsonNode withoutRecord = named(cache.at("/regions"), "name", "c.D");
        assertThat(withoutRecord.at("/records").asBoolean()).isFalse();
        assertThat(withoutRecord.at("/outlived").asInt()).isEqualTo(1);
        JsonNode closed = named(cache.at("/regions"), "name", "e.F");
        assertThat(closed.at("/closed").asBoolean()).isTrue();
        assertThat(closed.at("/outlived").asInt()).isEqualTo(1);
        JsonNode spaces = named(cache.at("/regions"), "name", "default-update-timestamps-region");
        assertThat(spaces.at("/spaces").asInt()).isEqualTo(1);
        assertThat(spaces.at("/entries").asInt()).isZero();
        assertThat(cache.at("/regions")).hasSize(4);
        assertThat(cache.at("/look/otherKeys").asInt()).isEqualTo(1);
        assertThat(cache.at("/look/calls").asInt()).isBetween(5, 30);
        assertThat(cache.at("/look/cutOffAfter").asInt()).isZero();
        assertThat(cache.at("/redis").asText()).startsWith("redis://127.0.0.1:").doesNotContain("secret");
    }

    @Test
    void memoryThatAllWereAskedForIsCertain() {
        JsonNode memory = named(page.cache().at("/regions"), "name", "a.B").at("/memory");
        assertThat(memory.at("/sampled").asInt()).isEqualTo(6);
        assertThat(memory.at("/error").asLong()).isZero();
        long sum = StreamSupport.stream(
                        redis.getKeys().getKeysByPattern("t:a.B:{?}:*").spliterator(), false)
                .filter(key -> !key.contains("hash"))
                .mapToLong(key -> redis.getBucket(key).sizeInMemory())
                .sum();
        assertThat(memory.at("/bytes").asLong()).isEqualTo(sum);
    }

    @Test
    void memoryThatSomeWereAskedForHasAnError() {
        for (int i = 0; i < 40; i++) {
            put("sampled:r:{1}:" + i, new byte[1 + 50 * i]);
        }
        try (ServedPage sampled = ServedPage.start("--redis", server.uri(), "-n", "sampled", "--sample", "10")) {
            JsonNode memory = sampled.cache().at("/memory");
            assertThat(memory.at("/sampled").asInt()).isEqualTo(10);
            assertThat(memory.at("/bytes").asLong()).isPositive();
            assertThat(memory.at("/error").asLong()).isPositive();
        }
    }

    @Test
    void memoryThatMayNotBeAskedForIsSaid() {
        try (ServedPage refused = ServedPage.start("--redis", as("nomemory"), "-n", "t")) {
            JsonNode cache = refused.cache();
            assertThat(cache.at("/memoryRefused").asText()).contains("+memory|usage");
            assertThat(cache.at("/memory").isNull()).isTrue();
            assertThat(cache.at("/regions")).hasSize(4);
        }
    }

    @Test
    void whatExpiresWhen() {
        JsonNode expiries = page.json(
                        "/api/region?name=a.B",
                        region -> region.at("/region/entries").asInt() == 6)
                .at("/expiries");
        assertThat(named(expiries, "span", "10 min").at("/entries").asInt()).isEqualTo(3);
        assertThat(named(expiries, "span", "later").at("/entries").asInt()).isEqualTo(1);
        assertThat(named(expiries, "span", "never").at("/entries").asInt()).isEqualTo(2);
        try (ServedPage brief = ServedPage.start("--redis", server.uri(), "-n", "brief")) {
            brief.json("/api/cache", cache -> {
                put(
                        "brief:r:{1}:1",
                        item(now), Duration.ofSeconds(8)); // again: it may have expired before the page looked
                return cache.at("/look/there").asBoolean()
                        && named(cache.at("/expiries"), "span", "10 s")
                                        .at("/entries")
                                        .asInt()
                                == 1;
            });
            redis.getBucket("brief:r:{1}:1").expire(Duration.ofMillis(1));
            assertThat(brief.json("/api/cache", cache -> cache.at("/regions").isEmpty())
                            .at("/failure")
                            .isNull())
                    .as("it has expired")
                    .isTrue();
        }
    }

    @Test
    void aRegionsEntriesById() {
        page.cache();
        JsonNode region = page.json("/api/region?name=a.B");
        assertThat(region.at("/entries").findValuesAsText("id"))
                .containsExactly("9", "10", "@tenant:x", "another", "locked", "old");
        JsonNode nine = named(region.at("/entries"), "id", "9");
        assertThat(nine.at("/key").asText()).isEqualTo("t:a.B:{2}:9");
        assertThat(nine.at("/state").asText()).isEqualTo("item");
        assertThat(nine.at("/version").asText()).isEqualTo("number 7");
        assertThat(nine.at("/shape").asText()).isEqualTo("0000000000000abc");
        assertThat(nine.at("/bytes").asInt()).isEqualTo(2 + 8 + 8 + 2 + 9 + 20);
        assertThat(nine.at("/age").asLong()).isBetween(59_000L, 600_000L);
        assertThat(nine.at("/left").asLong()).isBetween(1L, 540_000L);
        assertThat(page.json("/api/region?name=a.B&filter=OLD").at("/entries").findValuesAsText("id"))
                .containsExactly("old");
        assertThat(page.json("/api/region?name=a.B&state=lock").at("/entries").findValuesAsText("id"))
                .containsExactly("locked");
        assertThat(page.response("/api/region?name=no.Such").statusCode()).isEqualTo(404);
    }

    @Test
    void aHundredAtATime() {
        for (int i = 0; i < 230; i++) {
            put("pages:r:{1}:" + i, item(now));
        }
        try (ServedPage pages = ServedPage.start("--redis", server.uri(), "-n", "pages")) {
            pages.cache();
            JsonNode third = pages.json("/api/region?name=r&from=200");
            assertThat(third.at("/matching").asInt()).isEqualTo(230);
            assertThat(third.at("/entries")).hasSize(30);
            assertThat(third.at("/entries/0/id").asText()).isEqualTo("200");
            assertThat(pages.json("/api/region?name=r&from=9999").at("/from").asInt())
                    .isEqualTo(200);
            assertThat(pages.json("/api/region?name=r&from=-5").at("/from").asInt())
                    .isZero();
        }
        try (ServedPage limited = ServedPage.start("--redis", server.uri(), "-n", "pages", "--limit", "50")) {
            JsonNode cache = limited.cache();
            assertThat(cache.at("/look/keys").asInt()).isGreaterThanOrEqualTo(50);
            assertThat(cache.at("/look/cutOffAfter").asInt())
                    .isEqualTo(cache.at("/look/keys").asInt() >= 230 ? 0 : 50);
        }
    }

    @Test
    void anEntryInWordsAndItsHistory() {
        String key = "t:h.I:{1}:1";
        String path = "/api/entry?key=" + ServedPage.encoded(key);
        assertThat(page.json(path).at("/history/0/record").asText()).isEqualTo("none");
        put(key, item(now));
        JsonNode entry = page.json(path);
        assertThat(named(entry.at("/lines"), "name", "version").at("/value").asText())
                .isEqualTo("number 7");
        assertThat(named(entry.at("/lines"), "name", "to readers").at("/value").asText())
                .isEqualTo("a miss: its region's record is missing");
        assertThat(entry.at("/stateClosed").asText()).contains("--unit");
        put(key, Records.item(now, 0xdef, new byte[0], new byte[20]));
        JsonNode history = page.json(path).at("/history");
        assertThat(history.findValuesAsText("record")).containsExactly("item", "item", "none");
        assertThat(history.at("/0/changed").toString()).isEqualTo("[\"version\",\"shape\",\"size\"]");
        assertThat(history.at("/0/shape").asText()).isEqualTo("0000000000000def");
        page.json(path);
        assertThat(page.json(path).at("/history")).as("nothing has changed").hasSize(3);
        put(key, Records.lock(now, 1));
        page.cache(); // the scanner comes by, too
        redis.getBucket(key).delete();
        assertThat(page.json(path).at("/history").findValuesAsText("record"))
                .containsExactly("none", "lock", "item", "item", "none");
    }

    @Test
    void whatIsNoEntryIsRefusedOrMissing() {
        for (String key : List.of("nonsense", "t:a.B:{%region}", "u:a.B:{1}:1", "t:a.B:{256}:1", "")) {
            HttpResponse<String> refused = page.response("/api/entry?key=" + ServedPage.encoded(key));
            assertThat(refused.statusCode()).as(key).isEqualTo(400);
            assertThat(refused.body()).as(key).contains("'" + key + "' is").contains("accepted: ");
        }
        JsonNode hash = page.json("/api/entry?key=" + ServedPage.encoded("t:a.B:{7}:a-hash"));
        assertThat(named(hash.at("/lines"), "name", "record").at("/value").asText())
                .isEqualTo("none: readers get a miss");
        redis.getBucket("t:a.B:{8}:long", ByteArrayCodec.INSTANCE).set(new byte[(1 << 20) + 1]);
        JsonNode tooLong = page.json("/api/entry?key=" + ServedPage.encoded("t:a.B:{8}:long"));
        redis.getBucket("t:a.B:{8}:long").delete();
        assertThat(named(tooLong.at("/lines"), "name", "size").at("/value").asText())
                .isEqualTo("1048577 bytes");
        assertThat(named(tooLong.at("/lines"), "name", "state").at("/value").asText())
                .isEqualTo("too long to be opened here");
    }

    /** By the provider's own scripts. */
    @Test
    void membersOfTheNearCache() {
        assertThat(page.cache().at("/near/count").asInt()).isZero();
        NearRegistry registry = new NearRegistry(redis, "t");
        String first = "5d1f0c7e92ab3846";
        String second = "0b83c7de5f1a2496";
        registry.join(second, "t:a.B", "t:c.D");
        registry.join(first, "t:a.B");
        assertThat(page.cache().at("/near").toString())
                .isEqualTo("{\"count\":2,\"expelled\":0,\"listed\":[" + listed(second, false) + ","
                        + listed(first, false) + "]}");
        registry.expel(second);
        assertThat(page.cache().at("/near").toString())
                .isEqualTo("{\"count\":1,\"expelled\":1,\"listed\":[" + listed(second, true) + ","
                        + listed(first, false) + "]}");
        registry.leaveExpelled(second);
        assertThat(page.cache().at("/near").toString())
                .isEqualTo("{\"count\":1,\"expelled\":0,\"listed\":[" + listed(first, false) + "]}");
        redis.getMap("t:{near}:members").delete();
        put("t:{near}:members", new byte[1]); // of another type
        assertThat(page.cache().at("/near/count").asInt()).isZero();
        redis.getBucket("t:{near}:members").delete();
    }

    private static String listed(String member, boolean expelled) {
        return "{\"id\":\"" + member + "\",\"expelled\":" + expelled + "}";
    }

    /** They are in the same hash, which is then no small one that Redis walks through at once. */
    @Test
    void regionsThatAreKeptNearAreNoMembers() {
        RMap<String, String> registry = redis.getMap("regions:{near}:members", StringCodec.INSTANCE);
        registry.putAll(Map.of("%nonce", "9", "%members", "2", "5d1f0c7e92ab3846", "M750", "0b83c7de5f1a2496", "M750"));
        registry.putAll(IntStream.range(0, NearMembers.MOST + 500)
                .boxed()
                .collect(Collectors.toMap(i -> "%region:r" + i, i -> "5d1f0c7e92ab3846 ")));
        try (ServedPage regions = ServedPage.start("--redis", server.uri(), "-n", "regions")) {
            JsonNode near = regions.cache().at("/near");
            assertThat(near.at("/count").asLong()).isEqualTo(2);
            assertThat(near.at("/listed").findValuesAsText("id"))
                    .containsExactly("0b83c7de5f1a2496", "5d1f0c7e92ab3846");
        }
    }

    @Test
    void soManyMembersAreCountedOnly() {
        RMap<String, String> registry = redis.getMap("crowd:{near}:members", StringCodec.INSTANCE);
        int many = NearMembers.MOST + 1;
        registry.putAll(Map.of("%nonce", "9", "%members", Integer.toString(many), "%region:r", "and so on "));
        registry.putAll(IntStream.range(0, many).boxed().collect(Collectors.toMap("%016x"::formatted, i -> "M750")));
        try (ServedPage crowd = ServedPage.start("--redis", server.uri(), "-n", "crowd")) {
            JsonNode near = crowd.cache().at("/near");
            assertThat(near.at("/count").asLong()).isEqualTo(many);
            assertThat(near.at("/listed")).isEmpty();
        }
    }

    /** The commands that a server has carried out, by its own account; and its data are the same. */
    @Test
    void nothingIsWritten() throws IOException {
        String before = InlineRedis.call(server.uri(), "DEBUG DIGEST");
        InlineRedis.call(server.uri(), "CONFIG RESETSTAT");
        try (ServedPage everything = ServedPage.start("--redis", server.uri(), "-n", "t")) { // with all rights
            everything.cache();
            everything.json("/api/region?name=a.B");
            everything.json("/api/entry?key=" + ServedPage.encoded("t:a.B:{2}:9"));
        }
        Set<String> commands = new TreeSet<>();
        InlineRedis.call(server.uri(), "INFO commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_") && !line.contains(":calls=0,"))
                .forEach(line -> commands.add(line.substring("cmdstat_".length(), line.indexOf(':'))));
        assertThat(commands).contains("scan", "getrange", "strlen", "pttl", "memory", "time", "hscan");
        assertThat(commands)
                .as("beside those of the connection, and of this test")
                .isSubsetOf(
                        "scan",
                        "getrange",
                        "strlen",
                        "pttl",
                        "memory",
                        "time",
                        "hscan",
                        "ping",
                        "client",
                        "auth",
                        "hello",
                        "select",
                        "info",
                        "config|resetstat",
                        "config",
                        "debug",
                        "pubsub",
                        "eval", // the client tries it when it connects, with a get in it
                        "get");
        assertThat(InlineRedis.call(server.uri(), "DEBUG DIGEST")).isEqualTo(before);
    }

    // the server

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/cache", "/nowhere"})
    void whatGoesBackIsForThisPageAlone(String path) {
        HttpResponse<String> response = page.response(path);
        assertThat(response.statusCode()).isEqualTo(path.equals("/nowhere") ? 404 : 200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'sha256-")
                .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .contains("same-origin");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 127.0.0.1, 200",
        "GET, localhost, 200",
        "GET, evil.example, 421",
        "GET, 127.0.0.1.evil.example, 421",
        "GET, '', 421",
        "POST, 127.0.0.1, 405",
        "PUT, 127.0.0.1, 405",
        "OPTIONS, 127.0.0.1, 405"
    })
    void anotherNameOrMethodIsRefused(String method, String host, int status) throws IOException {
        int port = URI.create(page.url()).getPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write((method + " /api/cache HTTP/1.1\r\nHost: " + (host.isEmpty() ? "" : host + ":" + port)
                                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            if (status != 200) {
                assertThat(answer).doesNotContain("regions");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/cache, same-origin, 200",
        "/api/cache, none, 200",
        "/api/cache, '', 200",
        "/api/cache, cross-site, 403",
        "/api/cache, same-site, 403",
        "/api/region?name=a.B, cross-site, 403",
        "/api/entry?key=x, cross-site, 403",
        "/api/metrics, cross-site, 403",
        "/, cross-site, 200" // somebody follows a link
    })
    void aPageElsewhereMayNotAsk(String path, String site, int status) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(page.url()).resolve(path));
        if (!site.isEmpty()) {
            request.header("Sec-Fetch-Site", site);
        }
        HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(response.body()).contains("may ask this").doesNotContain("regions");
        }
    }

    /** Neither under this machine's other addresses nor under loopback's, of which some systems have many. */
    @Test
    void noOtherAddressIsListenedOn() throws IOException {
        int port = URI.create(page.url()).getPort();
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.getHostAddress().equals("127.0.0.1"))
                .collect(Collectors.toCollection(ArrayList::new));
        others.add(InetAddress.getByName("127.0.0.2"));
        for (InetAddress other : others) {
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(new InetSocketAddress(other, port), 5000);
                        }
                    })
                    .as("%s", other)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void itListensOnLoopbackAlone() {
        assertThat(page.url()).matches("http://127\\.0\\.0\\.1:\\d+/");
        assertThat(page.response("/").body()).contains("<!DOCTYPE html>");
        assertThat(page.response("/").body().replace("http://www.w3.org/2000/svg", ""))
                .as("nothing is loaded from elsewhere")
                .doesNotContain("https://")
                .doesNotContain("//cdn");
    }

    // Redis and nodes that go away

    @Test
    void redisThatGoesAwayIsSaidAndWhatWasSeenStays() throws IOException {
        EmbeddedRedis another = EmbeddedRedis.start();
        try (ServedPage served = ServedPage.start("--redis", another.uri(), "-n", "t")) {
            RedissonClient writer = ShopInRedis.client(another.uri(), null, null);
            writer.getBucket("t:a.B:{1}:1", ByteArrayCodec.INSTANCE).set(item(now));
            writer.shutdown();
            served.cache();
            another.close();
            JsonNode cache =
                    served.json("/api/cache", seen -> !seen.at("/failure").isNull());
            assertThat(cache.at("/failure").asText())
                    .contains("Redis at redis://127.0.0.1")
                    .contains("does not answer");
            assertThat(cache.at("/regions")).hasSize(1);
            HttpResponse<String> entry = served.response("/api/entry?key=" + ServedPage.encoded("t:a.B:{1}:1"));
            assertThat(entry.statusCode()).isEqualTo(400);
            assertThat(entry.body()).contains("does not answer");
        }
    }

    @Test
    void metricsOfANode() throws IOException {
        try (NodePage node = new NodePage(reads -> NodePage.gets("a.B", "hit", "none", reads * 9L)
                        + NodePage.gets("a.B", "miss", "absent", reads)
                        + NodePage.gets("c.D", "hit", "none", 100));
                ServedPage served = ServedPage.start("--redis", as("page"), "-n", "t", "--metrics", node.url())) {
            JsonNode metrics =
                    served.json("/api/metrics", read -> read.at("/growth").size() >= 2);
            assertThat(metrics.at("/growth/0/gets/hits").asDouble()).isEqualTo(9);
            assertThat(metrics.at("/growth/0/gets/misses/absent").asDouble()).isEqualTo(1);
            assertThat(metrics.at("/growth/0/millis").asLong()).isPositive();
            assertThat(metrics.at("/since/hits").asDouble()).isGreaterThan(100);
            assertThat(served.json("/api/metrics?region=c.D").at("/since/hits").asDouble())
                    .isEqualTo(100);
            assertThat(served.json("/api/cache").at("/metrics").asBoolean()).isTrue();
            node.close();
            assertThat(served.json("/api/metrics", read -> !read.at("/failure").isNull())
                            .at("/since/hits")
                            .asDouble())
                    .isPositive();
        }
        assertThat(page.response("/api/metrics").statusCode()).isEqualTo(404);
        try (NodePage nothing = new NodePage(reads -> "up 1\n");
                ServedPage served = ServedPage.start("--redis", as("page"), "-n", "t", "--metrics", nothing.url())) {
            assertThat(served.json("/api/metrics", read -> !read.at("/failure").isNull())
                            .at("/failure")
                            .asText())
                    .isEqualTo("it has no throughline_cache_gets_total");
        }
    }

    // bad input

    @Test
    void badInputIsSaidWithWhatIsAccepted() throws IOException {
        refused(2, "--port is 70000; accepted: a port from 0 to 65535", "--port", "70000");
        refused(2, "--pause is -1; accepted: milliseconds from 0", "--pause", "-1");
        refused(2, "--rest is -1; accepted: milliseconds from 0", "--rest", "-1");
        refused(2, "--limit is 0; accepted: a number of keys from 1", "--limit", "0");
        refused(2, "--sample is 0; accepted: a number of keys from 1", "--sample", "0");
        refused(1, "--metrics is 'ftp://x/y'; accepted: a node's Prometheus page", "--metrics", "ftp://x/y");
        refused(1, "--metrics is not a URL; accepted: ", "--metrics", "a b");
        refused(1, "--metrics names a user", "--metrics", "http://me:hidden@127.0.0.1/");
        refused(1, "does not answer", "--redis", "redis://127.0.0.1:1");
        try (ServerSocket taken = new ServerSocket(0)) {
            refused(
                    1,
                    "--port is " + taken.getLocalPort() + ", which cannot be used",
                    "--port",
                    Integer.toString(taken.getLocalPort()),
                    "--redis",
                    server.uri());
        }
    }

    private static void refused(int code, String message, String... args) {
        StringWriter err = new StringWriter();
        String[] all = Arrays.copyOf(new String[] {"serve"}, args.length + 1);
        System.arraycopy(args, 0, all, 1, args.length);
        assertThat(Inspect.commandLine().setErr(new PrintWriter(err)).execute(all))
                .as("%s", err)
                .isEqualTo(code);
        assertThat(err.toString()).contains(message).doesNotContain("hidden");
    }
}
