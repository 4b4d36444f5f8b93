package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.RegionAddress;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A warm read after a cold one is a hit, in every stripe: no stripe is made so late that it refuses the first put. */
class EveryStripeTest {

    private static final int ROWS = 2000;

    @Test
    void coldThenWarmIsAHit() {
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first()
                    .inTransaction(session -> session.doWork(connection -> {
                        try (var statement = connection.createStatement()) {
                            statement.executeUpdate(
                                    "insert into Counter (id, amount) select i, i from generate_series(0, " + (ROWS - 1)
                                            + ") i");
                        }
                    }));
            read(nodes);
            nodes.awaitClocks();
            long sql = nodes.first().sqlStatements();
            read(nodes);
            assertThat(nodes.first().sqlStatements()).as("all of them are hits").isEqualTo(sql);
            try (RedisConnection redis = TestServers.redis().connect()) {
                assertThat(redis.keys("hibernate:" + Counter.class.getName() + ":{*}:*").stream()
                                .map(key -> key.substring(key.indexOf('{'), key.indexOf('}')))
                                .collect(Collectors.toSet()))
                        .hasSize(RegionAddress.STRIPES);
            }
        }
    }

    private static void read(Nodes nodes) {
        nodes.first().inTransaction(session -> {
            for (long id = 0; id < ROWS; id++) {
                assertThat(session.find(Counter.class, id).amount).isEqualTo(id);
            }
        });
    }
}
