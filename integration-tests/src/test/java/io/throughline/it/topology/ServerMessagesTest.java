package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

/** What a node logs about the servers that it finds. */
@Timeout(120)
class ServerMessagesTest {

    private static final long SECOND = 1_000_000;

    /** In the place of TIME. */
    private static final Command TEN_SECONDS_AHEAD =
            Command.of("EVAL", "local t = redis.call('TIME') return {tostring(t[1] + 10), t[2]}", "0");

    /** In the place of INFO SERVER. */
    private static final Command AS_IF_IT_WERE_OLD =
            Command.of("EVAL", "return (redis.call('INFO', 'server'):gsub('redis_version:[%d.]+', ARGV[1]))", "0");

    private static Node.Builder node(String uri) {
        return Node.on(TestServers.postgres().createDatabase(), uri).entities(Counter.class);
    }

    private static Command asOfVersion(Command command, String version) {
        if (!command.name().equals("INFO") || !command.arg(1).equalsIgnoreCase("server")) {
            return command;
        }
        List<byte[]> args = new java.util.ArrayList<>(AS_IF_IT_WERE_OLD.args());
        args.add(("redis_version:" + version).getBytes());
        return new Command(args);
    }

    @Test
    void aServerThatIsTooOld() {
        for (String version : List.of("5.0.14", "6.0.16", "6.2.0", "7.4.1", "10.0.0")) {
            boolean old = version.startsWith("5.") || version.startsWith("6.0");
            try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                    LogCapture log = new LogCapture()) {
                relay.rewrite(command -> asOfVersion(command, version));
                node(relay.uri()).start().close();
                assertThat(log.withNumber(31))
                        .as(version)
                        .hasSize(old ? 1 : 0)
                        .allMatch(line -> line.contains(version) && line.contains("6.2 or later"));
            }
        }
    }

    /** It says that it is a Redis 7.2.4, for those who ask for no more. */
    @Test
    void valkeyIsToldAsValkey() {
        try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                LogCapture log = new LogCapture(Level.INFO)) {
            relay.rewrite(command -> asOfVersion(command, "7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1"));
            node(relay.uri()).start().close();
            assertThat(log.withNumber(1))
                    .singleElement()
                    .asString()
                    .contains("(1 master, server version Valkey 8.1.1)");
        }
    }

    @Test
    void aClockThatStepsBack() {
        try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                LogCapture log = new LogCapture()) {
            relay.rewrite(command -> command.name().equals("TIME") ? TEN_SECONDS_AHEAD : command);
            try (Node node = node(relay.uri()).start()) {
                relay.rewrite(null);
                Nodes.await(() -> !log.withNumber(4).isEmpty());
                assertThat(log.withNumber(4))
                        .allMatch(line -> line.matches(".* before \\d{16} \\(microseconds since 1970\\) .*"));
                node.inTransaction(session -> session.persist(new Counter(1, 1)));
            }
        }
    }

    @Test
    void clocksThatAreApart() {
        try (RelayedCluster cluster = new RelayedCluster();
                LogCapture log = new LogCapture(Level.INFO)) {
            Node.Builder builder = Node.on(TestServers.postgres().createDatabase())
                    .set("hibernate.cache.redis.client", cluster.client())
                    .entities(Counter.class);
            builder.start().close();
            assertThat(log.withNumber(33)).as("the clock of one machine").isEmpty();
            assertThat(log.withNumber(1)).singleElement().asString().contains("(3 masters, server version 6.2");

            RedisRelay ahead = cluster.relays().get(1);
            ahead.rewrite(command -> command.name().equals("TIME") ? TEN_SECONDS_AHEAD : command);
            try (Node node = builder.start()) {
                Nodes.await(() -> !log.withNumber(33).isEmpty());
                String ofAnother = log.withNumber(33).get(0);
                assertThat(ofAnother).contains("the clock of " + ahead.host() + ":" + ahead.port() + " is ahead");
                long apart = Long.parseLong(ofAnother.replaceAll(".* by at least (\\d+) microseconds.*", "$1"));
                assertThat(apart).isBetween(5 * SECOND, 11 * SECOND);
                Nodes.await(() -> node.activity().unsettled() == 0);
            }
            assertThat(log.withNumber(33)).as("once").hasSize(1);
        }
    }

    /** What the client says of it is long: its channels, and all that it was to send. */
    @Test
    void oneMasterThatDoesNotAnswer() {
        try (RelayedCluster cluster = new RelayedCluster();
                LogCapture log = new LogCapture();
                Node node = Node.on(TestServers.postgres().createDatabase())
                        .set("hibernate.cache.redis.client", cluster.client())
                        .set("hibernate.cache.redis.command_timeout", "1s")
                        .entities(Counter.class)
                        .start()) {
            cluster.relays().get(0).swallow(command -> true);
            Nodes.await(() -> !log.withNumber(2).isEmpty());
            assertThat(log.withNumber(2)).allMatch(line -> line.length() < 250).noneMatch(line -> line.contains("["));
            cluster.relays().get(0).swallow(null);
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
        }
    }

    @Test
    void theDataOfAnotherRun() {
        try (RedisServer redis = RedisServer.start();
                LogCapture log = new LogCapture()) {
            node(redis.uri()).start().close();
            assertThat(log.withNumber(16)).isEmpty();
            try (RedisConnection connection = redis.connect()) {
                for (Object field : (List<?>) connection.call("HKEYS", "hibernate:identity")) {
                    connection.call("HSET", "hibernate:identity", new String((byte[]) field), "another run");
                }
            }
            node(redis.uri()).start().close();
            assertThat(log.withNumber(16)).hasSize(1).allMatch(line -> line.contains("" + redis.port()));
        }
    }
}
