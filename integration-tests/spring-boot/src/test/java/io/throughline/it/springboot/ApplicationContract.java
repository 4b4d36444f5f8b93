package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import io.throughline.it.springboot.Load.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What an application has that is written as docs/spring-boot.md says, and knows of the cache by its application.yaml alone: two instances of it. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class ApplicationContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRODUCT = "com.example.shop.Product";
    /** Nobody is to be shown them. */
    private static final String SEAL_KEY =
            Base64.getEncoder().encodeToString("a key that nobody is to be shown".getBytes(StandardCharsets.US_ASCII));

    private static final String USER = "me";
    private static final String PASSWORD = "sesame";
    private static final String EXPOSED = "management.endpoints.web.exposure.include=";
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Path DOCS = Path.of("..", "..", "docs");

    private final SpringBoot release;
    private final Database database = TestServers.postgres().createDatabase();
    private final RedisServer redis = RedisServer.start();
    private Instance<Application> a;
    private Instance<Application> b;

    ApplicationContract(SpringBoot release) {
        this.release = release;
    }

    @BeforeAll
    void start() {
        try (RedisConnection connection = redis.connect()) {
            connection.call("ACL", "SETUSER", USER, "on", ">" + PASSWORD, "~*", "&*", "+@all");
        }
        a = new Instance<>(launchWithAClientOfItsOwn().awaitStarted()); // makes the tables
        b = new Instance<>(launchWithAClientOfItsOwn("management.endpoint.throughline.access=read-only")
                .awaitStarted());
    }

    @AfterAll
    void stop() {
        try (redis) {
            Stream.of(a, b)
                    .filter(Objects::nonNull)
                    .forEach(instance -> instance.application().close());
        }
    }

    final List<Application> instances() {
        return List.of(a.application(), b.application());
    }

    private Application launchWithAClientOfItsOwn(String... properties) {
        List<String> all = new ArrayList<>(List.of("spring.profiles.active=own-redis", "shop.redis=" + redis.uri()));
        all.addAll(List.of(properties));
        return launch(all.toArray(String[]::new));
    }

    /** @param behind where Hibernate sees it and Spring does not, beside a client of its own: it wins all the same. Else the endpoint is not exposed */
    private Application launchWithAUri(boolean behind) {
        String uri = redis.uri().replace("redis://", "redis://" + USER + ":" + PASSWORD + "@");
        return behind
                ? launchWithAClientOfItsOwn("-Dhibernate.cache.redis.uri=" + uri)
                : launch("spring.jpa.properties.hibernate.cache.redis.uri=" + uri, EXPOSED + "health,prometheus");
    }

    private Application launch(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.jdbcUrl(),
                "spring.datasource.username=" + database.user(),
                "spring.datasource.password=" + database.password(),
                // instances that have just started are slow: a stall is not to look like an outage
                "spring.jpa.properties.hibernate.cache.redis.command_timeout=2s",
                "spring.jpa.properties.hibernate.cache.redis.seal_keys=" + SEAL_KEY,
                "management.endpoint.health.show-components=always"));
        all.addAll(release.properties());
        all.addAll(List.of(properties));
        return Application.launch(release, all);
    }

    // the cache

    @Test
    void whatOneInstanceWritesTheOtherReadsFromTheCache() throws Exception {
        long id = create(a.application());
        assertThat(stock(a.application().post("/products/" + id + "/stock?pieces=5")))
                .isEqualTo(5);
        // in one round: an instance that was idle knows the server's clock less closely, and misses what is so new
        await(() -> isHit(a.application(), id) && isHit(b.application(), id));
        change("update product set stock = 99 where id = " + id); // no instance knows
        assertThat(get(b.application(), id)).isEqualTo(5);
        assertThat(get(a.application(), id)).isEqualTo(5);
    }

    @Test
    void eachUpdateThroughOneInstanceIsSeenByTheOtherAtOnce() throws Exception {
        long id = create(a.application());
        for (int stock = 1; stock <= 50; stock++) {
            Application writer = stock % 2 == 0 ? a.application() : b.application();
            Application reader = stock % 2 == 0 ? b.application() : a.application();
            assertThat(stock(writer.post("/products/" + id + "/stock?pieces=1")))
                    .isEqualTo(stock);
            assertThat(get(reader, id)).isEqualTo(stock);
        }
    }

    // what operators see

    @Test
    void metersAreThereWithoutALineOfCode() throws Exception {
        long id = create(a.application());
        get(a.application(), id);
        PrometheusPage page = page(a.application());
        List<String> documented = Pattern.compile("^\\| `(throughline\\.[a-z.]+)`", Pattern.MULTILINE)
                .matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .map(meter -> meter.group(1))
                .toList();
        assertThat(documented).hasSizeGreaterThan(10).allMatch(page::hasMeter);
    }

    /** The block of docs/spring-boot.md, but for the numbers and the address. */
    @Test
    void theFirstPageIsAsDocumented() throws Exception {
        long id = create(a.application());
        a.application().post("/products/" + id + "/stock?pieces=5");
        List<String> documented = Pattern.compile("```text\\n(throughline_.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("spring-boot.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(ApplicationContract::withoutAddress)
                .toList();
        get(a.application(), id);
        PrometheusPage page = page(a.application());
        Files.write(Path.of("target", "prometheus-" + release + ".txt"), page.lines()); // for who writes that page
        assertThat(documented)
                .hasSizeGreaterThan(10)
                .isSubsetOf(page.lines().stream()
                        .map(ApplicationContract::withoutAddress)
                        .toList());
    }

    private static String withoutAddress(String series) {
        return series.replaceAll("master=\"[^\"]*\"", "master=\"\"").replaceAll(" [^ ]*$", "");
    }

    @Test
    void theEndpointShowsTheCacheAndEvicts() throws Exception {
        long id = create(a.application());
        a.application().post("/products/" + id + "/stock?pieces=5");
        await(() -> isHit(a.application(), id));
        JsonNode cache =
                JSON.readTree(a.application().get("/actuator/throughline")).get("entityManagerFactory");
        JsonNode region = cache.get("regions").get(0);
        assertThat(cache.get("namespace").textValue()).isEqualTo("shop");
        assertThat(region.get("name").textValue()).isEqualTo(PRODUCT);
        assertThat(region.get("strategies").get(0).textValue()).isEqualTo("READ_WRITE");
        assertThat(region.get("hits").longValue()).isPositive();
        JsonNode master = cache.get("masters").get(0);
        assertThat(master.get("address").textValue()).endsWith(":" + redis.port());
        assertThat(master.get("believed").booleanValue()).isTrue();
        assertThat(master.get("breaker").textValue()).isEqualTo("CLOSED");
        assertThat(cache.get("unsettled").intValue()).isZero();
        assertThat(cache.get("near").get("entries").longValue()).isZero();
        assertThat(cache.get("near").get("leaseHeld").booleanValue()).isFalse();
        assertThat(cache.get("settings")
                        .get("hibernate.cache.redis.command_timeout")
                        .textValue())
                .isEqualTo("2s");
        assertThat(cache.get("settings").get("hibernate.cache.redis.seal_keys").textValue())
                .isEqualTo("(1 key, not shown)");
        assertThat(a.application().get("/actuator/throughline")).doesNotContain(SEAL_KEY);
        try (RedisConnection look = redis.connect()) {
            String key = "shop:" + PRODUCT + ":*:" + id;
            assertThat(look.keys(key)).hasSize(1);
            assertThat(JSON.readTree(a.application().delete("/actuator/throughline/" + PRODUCT + "?id=" + id))
                            .get(0)
                            .textValue())
                    .isEqualTo("entityManagerFactory");
            assertThat(look.keys(key)).isEmpty();
        }
        assertThatThrownBy(() -> a.application().delete("/actuator/throughline/nothing"))
                .hasMessageContaining(": 400");
        assertThatThrownBy(() -> a.application().delete("/actuator/throughline/" + PRODUCT + "?id=lamp"))
                .hasMessageContaining(": 400");
        await(() -> isHit(a.application(), id));
        change("update product set stock = 7 where id = " + id); // no instance knows
        assertThat(get(a.application(), id)).as("from the cache").isEqualTo(5);
        a.application().delete("/actuator/throughline/" + PRODUCT);
        assertThat(get(b.application(), id)).as("from the database").isEqualTo(7);
        assertThat(get(a.application(), id)).isEqualTo(7);
    }

    /** There is nothing under that path, as the only operation there is the one that is not allowed. */
    @Test
    void anEndpointToReadEvictsNothing() throws Exception {
        long id = create(b.application());
        assertThat(b.application().get("/actuator/throughline")).contains(PRODUCT);
        for (String what : List.of(PRODUCT, PRODUCT + "?id=" + id)) {
            assertThatThrownBy(() -> b.application().delete("/actuator/throughline/" + what))
                    .hasMessageContaining(": 404");
        }
        try (RedisConnection look = redis.connect()) {
            assertThat(look.keys("shop:" + PRODUCT + ":*:" + id)).hasSize(1);
        }
        change("update product set stock = 5 where id = " + id); // no instance knows
        assertThat(get(b.application(), id)).as("from the cache").isZero();
    }

    @Test
    void healthKnowsNothingOfTheCache() throws Exception {
        JsonNode health = JSON.readTree(a.application().get("/actuator/health"));
        List<String> components = new ArrayList<>();
        health.get("components").fieldNames().forEachRemaining(components::add);
        assertThat(components)
                .contains("db", "ping")
                .isSubsetOf("db", "ping", "diskSpace", "ssl", "livenessState", "readinessState");
    }

    @Test
    void anApplicationWhoseRedisTakesNothingWorksAndIsHealthy() throws Exception {
        try (RedisConnection pausing = redis.connect()) {
            pausing.call("CLIENT", "PAUSE", 60_000, "WRITE"); // no script is answered
            long id = create(b.application());
            assertThat(stock(b.application().post("/products/" + id + "/stock?pieces=3")))
                    .isEqualTo(3);
            assertThat(get(b.application(), id)).isEqualTo(3);
            assertThat(JSON.readTree(b.application().get("/actuator/health"))
                            .get("status")
                            .textValue())
                    .isEqualTo("UP");
            assertThat(page(b.application()).sum("throughline_lock_failures_total", ""))
                    .isPositive();
            pausing.call("CLIENT", "UNPAUSE");
            await(() -> page(b.application()).sum("throughline_unsettled_keys", "") == 0);
        }
    }

    // the application's own client

    /** Every connection that there is has the name that the application has given to its client's. */
    @Test
    void theApplicationsOwnClientIsShared() throws Exception {
        try (RedisConnection look = redis.connect()) {
            long id = create(a.application());
            assertThat(get(b.application(), id)).isZero();
            assertThat(look.keys("shop:com.example.shop.Product:*:" + id)).hasSize(1);
            look.call("CLIENT", "SETNAME", "test");
            await(() -> !clients(look).contains("")); // one that is being opened has none yet
            assertThat(clients(look)).contains("shop").containsOnly("shop", "test");
        }
    }

    /** A name each, empty where there is none. */
    private static List<String> clients(RedisConnection redis) {
        return redis.text("CLIENT", "LIST")
                .lines()
                .map(line -> line.replaceAll(".* name=(\\S*) .*", "$1"))
                .toList();
    }

    // a rolling restart

    /**
     * One after the other, under load: from instances with a client of their own to such as are told a URI. The old ones close the cache before their client, or
     * they would say so.
     */
    @Test
    @Timeout(900) // what it waits for has time limits of its own
    @Order(Integer.MAX_VALUE)
    void aRollingRestartCostsNoAnswerAndNoTruth() throws Exception {
        Load<Application> load = Load.on(List.of(a, b), 2);
        try (load) {
            for (Instance<Application> instance : List.of(a, b)) {
                load.awaitAnswers(instance, 50);
                Application old = instance.application();
                old.stop();
                old.awaitEnd();
                assertThat(old.log())
                        .contains("Second-level cache in Redis at the application's client")
                        .doesNotContain("ERROR", "Exception");
                instance.replace(launchWithAUri(instance == b).awaitStarted());
                load.awaitAnswers(instance, 50);
                assertThat(hits(instance.application())).isPositive();
            }
        }
        System.out.printf(
                "Rolling restart on %s: %d answers, %d requests to an instance that was down%n",
                release, load.answers(), load.unanswered());
        assertThat(load.failures()).isEmpty();
        assertThat(load.unanswered()).isPositive();
        assertThat(load.lost(a)).isEmpty();
        for (Instance<Application> instance : List.of(a, b)) {
            assertThat(instance.application().log())
                    .contains("Second-level cache in Redis at " + redis.uri())
                    .doesNotContain(PASSWORD, SEAL_KEY);
        }
        assertThat(b.application().get("/actuator/throughline"))
                .contains("\"" + redis.uri() + "\"")
                .doesNotContain(USER + ":", PASSWORD, SEAL_KEY);
        assertThatThrownBy(() -> a.application().get("/actuator/throughline")).hasMessageContaining(": 404");
        assertThatThrownBy(() -> a.application().delete("/actuator/throughline/" + PRODUCT))
                .hasMessageContaining(": 404");
    }

    // asked

    private static long create(Application application) throws IOException {
        return JSON.readTree(application.post("/products?name=lamp")).get("id").longValue();
    }

    private static int get(Application application, long id) {
        try {
            return stock(application.get("/products/" + id));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int stock(String product) throws IOException {
        return JSON.readTree(product).get("stock").intValue();
    }

    private static PrometheusPage page(Application application) {
        try {
            return PrometheusPage.of(application.get("/actuator/prometheus"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double hits(Application application) {
        return page(application).sum("throughline_cache_gets_total", "result=\"hit\"");
    }

    private static boolean isHit(Application instance, long id) {
        double before = hits(instance);
        assertThat(get(instance, id)).isEqualTo(5);
        return hits(instance) > before;
    }

    private void change(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    /** Bounded by the test's own time limit. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("It has not come to be");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
