package io.throughline.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestServersTest {

    @Test
    void postgresAnswersWithTheSettingsOfTests() throws SQLException {
        Database database = TestServers.postgres().createDatabase();
        assertThat(query(database, "show fsync")).isEqualTo("off");
        assertThat(query(database, "show max_connections")).isEqualTo("200");
    }

    @Test
    void eachDatabaseIsEmptyAndItsOwn() throws SQLException {
        Database one = TestServers.postgres().createDatabase();
        Database other = TestServers.postgres().createDatabase();
        try (Connection connection = connect(one);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int)");
        }
        assertThat(query(one, "select to_regclass('t')::text")).isEqualTo("t");
        assertThat(query(other, "select to_regclass('t')::text")).isNull();
    }

    @Test
    void theServersAreShared() {
        assertThat(TestServers.redis()).isSameAs(TestServers.redis());
        assertThat(TestServers.postgres()).isSameAs(TestServers.postgres());
    }

    @Test
    void redisAnswersAndKeepsNothingOnDisk() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            assertThat(redis.text("PING")).isEqualTo("PONG");
            assertThat(setting(redis, "save")).isEmpty();
            assertThat(setting(redis, "appendonly")).isEqualTo("no");
        }
    }

    @Test
    void aPrivateRedisHasItsOwnDataAndSettingsAndStops() {
        RedisServer server = RedisServer.start("--maxmemory", "12mb");
        try (RedisConnection shared = TestServers.redis().connect();
                RedisConnection own = server.connect()) {
            assertThat(setting(own, "maxmemory")).isEqualTo("" + 12 * 1024 * 1024);
            shared.call("SET", "TestServersTest", "1");
            assertThat(own.text("GET", "TestServersTest")).isNull();
            shared.call("DEL", "TestServersTest");
        } finally {
            server.close();
        }
        server.close();
        assertThatThrownBy(() -> pingOnANewConnection(server)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theConnectionReadsEveryKindOfReply() {
        try (RedisServer server = RedisServer.start();
                RedisConnection redis = server.connect()) {
            assertThat(redis.text("SET", "k", new byte[] {'v', '\r', '\n'})).isEqualTo("OK");
            assertThat((byte[]) redis.call("GET", "k")).containsExactly('v', '\r', '\n');
            assertThat(redis.call("GET", "none")).isNull();
            assertThat(redis.number("INCR", "n")).isEqualTo(1);
            assertThat(redis.keys("*")).containsExactly("k", "n");
            assertThatThrownBy(() -> redis.call("INCR", "k"))
                    .isInstanceOf(RedisError.class)
                    .hasMessageContaining("not an integer");

            String sha = redis.scriptLoad("return {KEYS[1], ARGV[1], {1, false}}");
            List<?> reply = (List<?>) redis.evalSha(sha, List.of("key"), "arg");
            assertThat((byte[]) reply.get(0)).asString().isEqualTo("key");
            assertThat((byte[]) reply.get(1)).asString().isEqualTo("arg");
            assertThat((List<?>) reply.get(2)).isEqualTo(Arrays.asList(1L, null));

            List<Object> replies = redis.pipeline(
                    List.of(new Object[] {"INCR", "n"}, new Object[] {"INCR", "k"}, new Object[] {"INCR", "n"}));
            assertThat(replies.get(0)).isEqualTo(2L);
            assertThat(replies.get(1)).isInstanceOf(RedisError.class);
            assertThat(replies.get(2)).isEqualTo(3L);

            redis.flushAll();
            assertThat(redis.keys("*")).isEmpty();
        }
    }

    @Test
    void anUnknownModeIsNamedWithTheAcceptedOnes() {
        assertThat(ServerMode.of("embedded")).isEqualTo(ServerMode.EMBEDDED);
        assertThatThrownBy(() -> ServerMode.of("podman"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("throughline.servers=podman is not known; accepted: auto, docker, embedded");
    }

    @Test
    void aServerThatDoesNotStartIsTriedOnce() {
        AtomicInteger attempts = new AtomicInteger();
        Lazy<Object> lazy = new Lazy<>(() -> {
            attempts.incrementAndGet();
            throw new IllegalArgumentException("no such image");
        });
        assertThatThrownBy(lazy::get).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(lazy::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("no such image");
        assertThat(attempts).hasValue(1);
    }

    /** Connecting alone proves nothing where a proxy listens for a container. */
    private static void pingOnANewConnection(RedisServer server) {
        try (RedisConnection redis = server.connect()) {
            redis.call("PING");
        }
    }

    private static String setting(RedisConnection redis, String name) {
        List<?> nameAndValue = (List<?>) redis.call("CONFIG", "GET", name);
        return new String((byte[]) nameAndValue.get(1));
    }

    private static Connection connect(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
