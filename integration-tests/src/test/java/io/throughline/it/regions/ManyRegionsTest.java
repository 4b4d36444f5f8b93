package io.throughline.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.servers.CommandStats;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an application with 300 cached entities costs Redis in operations on whole regions, counted on the server (INFO commandstats). */
class ManyRegionsTest {

    private static final int REGIONS = 300;
    /** Operations that go in one EVALSHA. */
    private static final int A_CALL = 100;

    private static final Pattern BYTES = Pattern.compile("total_net_input_bytes:(\\d+)");

    private static Class<?>[] entities;
    private static Database database;
    private static Node node;
    private static Stats first;
    private static RedisConnection redis;

    @BeforeAll
    static void start() {
        redis = TestServers.redis().connect();
        redis.flushAll();
        entities = IntStream.range(0, REGIONS).mapToObj(ManyEntities::make).toArray(Class<?>[]::new);
        database = TestServers.postgres().createDatabase();
        first = Stats.of(() -> node = another("create"));
    }

    private static Node another(String schema) {
        return Node.on(database, TestServers.redis().uri())
                .set("hibernate.hbm2ddl.auto", schema)
                .entities(entities)
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
        redis.close();
    }

    /** Calls of commands, those within scripts as well, how long Redis was busy with them, and bytes to it. */
    private record Stats(CommandStats commands, long bytes) {

        static Stats now() {
            return new Stats(CommandStats.now(redis), bytesSent());
        }

        /** To the server. */
        private static long bytesSent() {
            Matcher bytes = BYTES.matcher(redis.text("INFO", "stats"));
            if (!bytes.find()) {
                throw new AssertionError("INFO says nothing of bytes");
            }
            return Long.parseLong(bytes.group(1));
        }

        /** Of scripts, and what they have called. */
        static Stats of(Runnable work) {
            Stats before = now();
            work.run();
            Stats after = now();
            return new Stats(after.commands.since(before.commands), after.bytes - before.bytes);
        }

        long calls(String name) {
            return commands.calls().getOrDefault(name, 0L);
        }

        @Override
        public String toString() {
            return commands.calls() + ", " + bytes + " bytes to Redis, busy with scripts for "
                    + commands.micros().getOrDefault("evalsha", 0L) + " us";
        }
    }

    private static Stats of(Consumer<Session> work) {
        Stats stats = Stats.of(() -> node.inTransaction(work));
        System.out.println("ManyRegionsTest: " + stats);
        return stats;
    }

    @Test
    void oneKeyEachAndNothingMadeTwice() {
        assertThat(redis.keys("*{%region}")).hasSize(REGIONS);
        assertThat(redis.keys("*")).as("and the identity").hasSize(REGIONS + 1);
        System.out.println("ManyRegionsTest, the first start: " + first);
        assertThat(first.calls("evalsha"))
                .as("cleared, for nobody has said whose data they are, and made by that")
                .isEqualTo(REGIONS / A_CALL);
        assertThat(first.calls("get")).isBetween((long) REGIONS, REGIONS + 9L);
        assertThat(first.calls("set")).isEqualTo(REGIONS);
        assertThat(first.calls("pttl")).isZero();
        Stats second = Stats.of(() -> another("none").close());
        System.out.println("ManyRegionsTest, the second start: " + second);
        assertThat(second.calls("evalsha")).isEqualTo(REGIONS / A_CALL);
        assertThat(second.calls("get"))
                .isBetween((long) REGIONS, REGIONS + 9L); // and a little for the client and the identity
        assertThat(second.calls("pttl")).isEqualTo(REGIONS);
        assertThat(second.calls("set")).isZero();
        assertThat(second.bytes())
                .as("a key of 60 characters for each region, thrice")
                .isLessThan(REGIONS * 300L);
        assertThat(redis.keys("*")).hasSize(REGIONS + 1);
    }

    @Test
    void theyAreSmall() {
        long bytes = redis.keys("*").stream()
                .mapToLong(key -> redis.number("MEMORY", "USAGE", key, "SAMPLES", 0))
                .sum();
        System.out.println("ManyRegionsTest: " + bytes + " bytes");
        assertThat(bytes).isLessThan(100_000);
    }

    @Test
    void aBulkStatementIsTwoCallsOnOneRecord() {
        Stats stats = of(session ->
                session.createMutationQuery("update Entity7 set amount = 1").executeUpdate());
        assertThat(stats.calls("evalsha")).isEqualTo(2);
        assertThat(stats.calls("get")).isEqualTo(2);
        assertThat(stats.calls("set")).isEqualTo(2);
        assertThat(stats.bytes()).isLessThan(2000);
    }

    @Test
    void anEvictionOfARegionIsOneCallOnOneRecord() {
        Stats stats = Stats.of(() -> node.factory().getCache().evictEntityData(entities[7]));
        assertThat(stats.calls("evalsha")).isEqualTo(1);
        assertThat(stats.calls("get")).isEqualTo(1);
        assertThat(stats.calls("set")).isEqualTo(1);
    }

    @Test
    void aNativeStatementThatNamesNoTableIsTwoOperationsARegion() {
        Stats stats = of(session -> session.createNativeMutationQuery("update Entity8 set amount = 1")
                .executeUpdate());
        assertThat(stats.calls("evalsha")).isEqualTo(2 * REGIONS / A_CALL);
        assertThat(stats.calls("get")).isEqualTo(2 * REGIONS);
        assertThat(stats.calls("set")).isEqualTo(2 * REGIONS);
        assertThat(stats.bytes()).isLessThan(2 * REGIONS * 200L);
    }
}
