package io.throughline.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A rolling deploy under load: first a node of one release in this JVM, then also a node of the other release in a JVM of its own, then only the
 * second node. {@code -Dthroughline.deploy.turns=60} makes it longer.
 */
class RollingDeployTest {

    private static final int TURNS = Integer.getInteger("throughline.deploy.turns", 5);

    private static final String OLD = offer("discount", 1);
    private static final String NEW = offer("fee", 2);

    @TempDir
    Path directory;

    /** @param sign the last digit of its own attribute's values */
    private static String offer(String own, int sign) {
        return """
                @Entity @Cacheable @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
                public class Offer {
                    @Id public Long id;
                    public long amount;
                    public Long %1$s;
                    public String label;
                    public void change(int n) { amount = n; %1$s = n * 10L + %2$d; label = "l" + n; }
                }
                """.formatted(own, sign);
    }

    static Node.Builder settings(Node.Builder node) {
        return node.set("hibernate.hbm2ddl.auto", "none");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void underLoad(boolean oldFirst) throws Exception {
        Release first = Release.of(directory, List.of(oldFirst ? OLD : NEW));
        Release second = Release.of(directory, List.of(oldFirst ? NEW : OLD));
        Database database = offers();
        Path memory = directory.resolve("known");
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        try (Node node = settings(first.on(Node.on(database, TestServers.redis().uri())))
                        .start();
                Load load = new Load(node, new SharedAmounts(memory))) {
            Nodes.awaitClocks(node);
            load.start();
            load.awaitMore(DeployedNode.READS, DeployedNode.WRITES);
            try (OtherJvm other = new OtherJvm(second, database, memory)) {
                for (int turn = 0; turn < TURNS; turn++) {
                    other.awaitMore();
                    load.awaitMore(DeployedNode.READS, DeployedNode.WRITES);
                }
                load.stop();
                other.awaitMore(); // alone
                String there = other.stop();
                String here = load.toString();
                System.out.println("Rolling deploy, " + (oldFirst ? "old" : "new") + " release here: " + here
                        + "; the other one there: " + there);
                for (String happened : List.of(here, there)) {
                    assertThat(number("wrong", happened)).as(happened).isZero();
                    assertThat(number("undecodable", happened)).as(happened).isZero();
                    assertThat(number("failed", happened)).as(happened).isZero();
                    assertThat(number("othershape", happened)).as(happened).isPositive();
                    assertThat(number("hits", happened)).as(happened).isGreaterThan(number("reads", happened) / 20);
                    assertThat(number("through", happened)).as(happened).isPositive();
                }
            }
        }
    }

    static Database offers() throws Exception {
        Database database = TestServers.postgres().createDatabase();
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            connection
                    .createStatement()
                    .execute(
                            "create table Offer (id bigint primary key, amount bigint, discount bigint, fee bigint, label varchar(40))");
            connection
                    .createStatement()
                    .execute("insert into Offer select i, 0, null, null, 'l0' from generate_series(0, "
                            + (Load.ROWS - 1) + ") i");
        }
        return database;
    }

    private static long number(String name, String happened) {
        Matcher matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(happened);
        assertThat(matcher.find()).as(happened).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
