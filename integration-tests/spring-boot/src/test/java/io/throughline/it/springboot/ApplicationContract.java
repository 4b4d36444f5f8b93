package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import io.throughline.it.springboot.Load.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What an application has that is written as docs/spring-boot.md says, and knows of the cache by its application.yaml alone: two instances of it. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
abstract class ApplicationContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of("..", "..", "docs");

    private final SpringBoot release;
    private final Database database = TestServers.postgres().createDatabase();
    private final RedisServer redis = RedisServer.start();
    private Instance a;
    private Instance b;

    ApplicationContract(SpringBoot release) {
        this.release = release;
    }

    @BeforeAll
    void start() {
        a = new Instance(launch().awaitStarted()); // makes the tables
        b = new Instance(launch().awaitStarted());
    }

    @AfterAll
    void stop() {
        try (redis) {
            for (Instance instance : new Instance[] {a, b}) {
                if (instance != null) {
                    instance.application().close();
                }
            }
        }
    }

    private Application launch() {
        return Application.launch(
                release, properties("spring.jpa.properties.hibernate.cache.redis.uri=" + redis.uri()));
    }

    private List<String> properties(String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.jdbcUrl(),
                "spring.datasource.username=" + database.user(),
                "spring.datasource.password=" + database.password(),
                "management.endpoint.health.show-components=always"));
        properties.addAll(List.of(more));
        return properties;
    }

    // the cache

    @Test
    void whatOneInstanceWritesTheOtherReadsFromTheCache() throws Exception {
        long id = create(a.application());
        assertThat(stock(a.application().post("/products/" + id + "/stock?pieces=5")))
                .isEqualTo(5);
        double before = hits(b.application());
        await(() -> {
            assertThat(get(b.application(), id)).isEqualTo(5);
            return hits(b.application()) > before;
        });
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
                .map(line -> line.replace("localhost:6379", redis.host() + ":" + redis.port()))
                .toList();
        PrometheusPage page = page(a.application());
        assertThat(documented)
                .hasSizeGreaterThan(10)
                .allMatch(line -> page.has(line.substring(0, line.lastIndexOf(' '))));
    }

    @Test
    void healthKnowsNothingOfTheCache() throws Exception {
        var health = JSON.readTree(a.application().get("/actuator/health"));
        assertThat(health.get("status").textValue()).isEqualTo("UP");
        List<String> components = new ArrayList<>();
        health.get("components").fieldNames().forEachRemaining(components::add);
        assertThat(components)
                .contains("db", "ping")
                .isSubsetOf("db", "ping", "diskSpace", "ssl", "livenessState", "readinessState");
    }

    // the application's own client

    @Test
    void theApplicationsOwnClientIsShared() throws Exception {
        try (RedisServer own = RedisServer.start();
                RedisConnection look = own.connect();
                Application shop = Application.launch(
                        release, properties("spring.profiles.active=own-redis", "shop.redis=" + own.uri()))) {
            shop.awaitStarted();
            long id = create(shop);
            assertThat(get(shop, id)).isZero();
            assertThat(look.keys("shop:com.example.shop.Product:*:" + id)).hasSize(1);
            look.call("CLIENT", "SETNAME", "test");
            assertThat(clients(look)).contains("shop").containsOnlyOnce("test").allMatch(name -> !name.isEmpty());

            shop.stop();
            shop.awaitEnd();
            assertThat(shop.log()).doesNotContain("WARN", "ERROR", "Exception");
            await(() -> clients(look).equals(List.of("test")));
        }
    }

    /** A name each, empty where there is none. */
    private static List<String> clients(RedisConnection redis) {
        return redis.text("CLIENT", "LIST")
                .lines()
                .map(line -> line.replaceAll(".* name=(\\S*) .*", "$1"))
                .toList();
    }

    /** Nor does the application need it: it starts, works, and is healthy. */
    @Test
    void aRedisThatIsGoneHarmsNobody() throws Exception {
        RedisServer gone = RedisServer.start();
        gone.close();
        try (Application shop = Application.launch(
                release, properties("spring.jpa.properties.hibernate.cache.redis.uri=" + gone.uri()))) {
            shop.awaitStarted();
            long id = create(shop);
            assertThat(stock(shop.post("/products/" + id + "/stock?pieces=3"))).isEqualTo(3);
            assertThat(get(shop, id)).isEqualTo(3);
            assertThat(JSON.readTree(shop.get("/actuator/health")).get("status").textValue())
                    .isEqualTo("UP");
        }
    }

    // a rolling restart

    /** One after the other, under load. */
    @Test
    void aRollingRestartCostsNoAnswerAndNoTruth() throws Exception {
        Load load = Load.on(List.of(a, b), 2);
        try (load) {
            for (Instance instance : List.of(a, b)) {
                load.awaitAnswers(instance, 100);
                Application old = instance.application();
                old.stop();
                old.awaitEnd();
                assertThat(old.log()).doesNotContain("ERROR");
                instance.replace(launch().awaitStarted());
                load.awaitAnswers(instance, 100);
                assertThat(hits(instance.application())).isPositive();
            }
        }
        System.out.printf(
                "Rolling restart on %s: %d answers, %d requests to an instance that was down%n",
                release, load.answers(), load.unanswered());
        assertThat(load.failures()).isEmpty();
        assertThat(load.unanswered()).isPositive();
        assertThat(load.lost(a)).isEmpty();
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
        }
    }
}
