package io.throughline.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;

/** A starting node warns of what will cause trouble later. */
@Timeout(120)
class StartWarningsTest {

    @ParameterizedTest
    @CsvSource({"allkeys-random,1", "volatile-ttl,1", "allkeys-lru,0", "noeviction,0"})
    void aPolicyThatEvictsWhatGuardsEntries(String policy, int warnings) {
        try (RedisServer redis = RedisServer.start("--maxmemory-policy", policy)) {
            assertThat(warnings(30, Node.on(TestServers.postgres().createDatabase(), redis.uri())))
                    .hasSize(warnings)
                    .allMatch(text -> text.contains(policy));
        }
    }

    @Test
    void recordsOfAnotherFormat() {
        try (RedisServer redis = RedisServer.start()) {
            Node.Builder node = Node.on(TestServers.postgres().createDatabase(), redis.uri());
            assertThat(warnings(34, node)).isEmpty();
            assertThat(warnings(34, node)).as("of this release").isEmpty();
            try (RedisConnection connection = redis.connect()) {
                connection.call("SET", "hibernate:" + Counter.class.getName() + ":{0}", "S\2of a later release");
            }
            assertThat(warnings(34, node))
                    .as("as a release laid them out that had them for stripes")
                    .hasSize(1);
            try (RedisConnection connection = redis.connect()) {
                connection.call("DEL", "hibernate:" + Counter.class.getName() + ":{0}");
                assertThat(warnings(34, node)).isEmpty();
                connection.call("SET", "hibernate:" + Counter.class.getName() + ":{%region}", "S\2of a later release");
            }
            assertThat(warnings(34, node)).hasSize(1);
        }
    }

    @Test
    void aClientThatReadsFromReplicas() {
        Config config = new Config();
        config.setLazyInitialization(true);
        String uri = TestServers.redis().uri();
        RedisServer replica = RedisServer.start(
                "--replicaof",
                TestServers.redis().host(),
                "" + TestServers.redis().port());
        config.useMasterSlaveServers()
                .setMasterAddress(uri)
                .addSlaveAddress(replica.uri())
                .setReadMode(ReadMode.SLAVE);
        RedissonClient client = Redisson.create(config);
        try (replica) {
            assertThat(warnings(
                            32,
                            Node.on(TestServers.postgres().createDatabase())
                                    .set("hibernate.cache.redis.client", client)))
                    .hasSize(1)
                    .allMatch(text -> text.contains("SLAVE") && text.contains(Counter.class.getName()));
        } finally {
            client.shutdown(0, 5, TimeUnit.SECONDS);
        }
        assertThat(warnings(32, Node.on(TestServers.postgres().createDatabase(), uri)))
                .isEmpty();
    }

    private static List<String> warnings(int number, Node.Builder builder) {
        try (LogCapture log = new LogCapture()) {
            builder.entities(Counter.class).start().close();
            return log.withNumber(number);
        }
    }
}
