package io.throughline.it.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.RedisConnection;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two servers, with the Hibernate that WildFly brings and JTA transactions. The archives' names differ, as those of two releases may. */
@TestMethodOrder(OrderAnnotation.class)
class WildFlyTest extends ElsewhereContract {

    private WildFlyServer serverA;
    private WildFlyServer serverB;
    private Shop shopA;
    private Shop shopB;

    @BeforeAll
    void start() throws IOException {
        serverA = WildFlyServer.start("wildfly-a", database, redis.uri());
        shopA = serverA.deploy("shop"); // makes the table
        serverB = WildFlyServer.start("wildfly-b", database, redis.uri());
        shopB = serverB.deploy("shop-2");
    }

    @AfterAll
    void stop() {
        try (redis) {
            Stream.of(serverA, serverB).filter(Objects::nonNull).forEach(WildFlyServer::close);
        }
    }

    @Override
    Shop a() {
        return shopA;
    }

    @Override
    Shop b() {
        return shopB;
    }

    @Test
    void itSaysWhatItCaches() throws IOException {
        assertThat(serverB.log())
                .contains("Second-level cache in Redis at " + redis.uri())
                .contains("namespace shop, 1 region: " + PRODUCT + " READ_WRITE")
                .contains("Second-level cache region factory [io.throughline.RedisRegionFactory]");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void undeployingLeavesNoThreadAndNoMemberBehind() throws IOException {
        try (RedisConnection look = redis.connect()) {
            long id = a().create();
            assertThat(b().restock(id, 5)).isEqualTo(5);
            await(() -> members(look) == 2);
            assertThat(ofTheCache(serverB)).isNotEmpty();
            for (int turn = 0; turn < 2; turn++) {
                serverB.undeploy("shop-2");
                assertThat(members(look)).isEqualTo(1);
                await(() -> ofTheCache(serverB).isEmpty());
                shopB = serverB.deploy("shop-2");
                long hits = b().hits();
                await(() -> b().stock(id) == 5 && b().hits() > hits);
            }
            assertThat(a().restock(id, 1)).isEqualTo(6);
            assertThat(b().stock(id)).isEqualTo(6);
        }
        assertThat(serverB.log()).doesNotContain("ERROR", "Exception");
    }

    private static List<String> ofTheCache(WildFlyServer server) {
        return server.threads().stream()
                .filter(name -> name.matches(".*(throughline|redisson|netty|resilience4j).*"))
                .toList();
    }
}
