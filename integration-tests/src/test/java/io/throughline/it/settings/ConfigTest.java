package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hibernate.cache.redis.config}: a Redisson YAML configuration. */
class ConfigTest {

    private static final String CONFIG = "hibernate.cache.redis.config";

    private final Database database = Space.database();

    @TempDir
    private Path directory;

    @BeforeEach
    void empty() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    @Test
    void aFile() throws IOException {
        Path file = Files.writeString(directory.resolve("redis.yaml"), single());
        Threads threads = new Threads();
        isUsed(file.toString());
        threads.awaitGone();
    }

    @Test
    void aResourceOfTheClassPath() throws IOException, URISyntaxException {
        Path classes = Path.of(ConfigTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path file = Files.writeString(classes.resolve("throughline-config-test.yaml"), single());
        try {
            isUsed("throughline-config-test.yaml");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> node("no/such/file.yaml").start())
                .hasStackTraceContaining(CONFIG + "='no/such/file.yaml' is neither a file nor a class path resource")
                .hasStackTraceContaining("accepted: a Redisson YAML configuration");
    }

    @ParameterizedTest
    @CsvSource({"'singleServerConfig: ['", "'thisIsNoSetting: 5\n'", "'not yaml at all'", "''", "'threads: 2'"})
    void whatIsNoConfigurationIsRefused(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("redis.yaml"), yaml);
        assertThatThrownBy(() -> node(file.toString()).start()).hasStackTraceContaining(CONFIG);
    }

    private static String single() {
        return "singleServerConfig:\n  address: \"" + TestServers.redis().uri() + "\"\n";
    }

    private void isUsed(String location) {
        try (Node node = node(location).start()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            try (RedisConnection redis = TestServers.redis().connect()) {
                assertThat(redis.number("EXISTS", Space.key(Counter.class.getName(), "1")))
                        .isEqualTo(1);
            }
        }
    }

    private Node.Builder node(String location) {
        return Node.on(database)
                .set("hibernate.hbm2ddl.auto", "create")
                .set(CONFIG, location)
                .set("hibernate.cache.redis.namespace", Space.NAMESPACE)
                .entities(Counter.class);
    }
}
