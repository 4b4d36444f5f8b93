package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Near caches in a cluster, where all calls go through one of its masters, and near caches of users with limited rights. */
@Timeout(300)
class NearTopologyTest {

    /** In a cluster each takes some seconds: nothing is kept near before a lock could no longer be placed. */
    private static final int ROUNDS = 5;

    private static final String[] RIGHTS = {
        "&hibernate:{near}:*", "+subscribe", "+unsubscribe", "+publish", "+hget", "+hdel", "+hgetall"
    };

    private static Node.Builder node(Database database, String uri) {
        return Node.on(database, uri)
                .near()
                .set("hibernate.cache.redis.on_failure", "reject")
                .entities(Counter.class);
    }

    private static void isNeverStale(List<RedisProcess> masters, Node member, Node writer) {
        Nodes.await(() -> member.activity().near().holdsLease());
        writer.inTransaction(session -> session.persist(new Counter(1, 0)));
        for (int amount = 1; amount <= ROUNDS; amount++) {
            long hits = member.nearHits();
            Nodes.await(() -> {
                Clocks.await(masters, member);
                Counters.amount(member); // put, read, and then near
                return member.nearHits() > hits;
            });
            Counters.write(writer, amount);
            assertThat(Counters.amount(member)).isEqualTo(amount);
        }
        assertThat(writer.activity().near().callsSent()).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(writer.activity().near().expulsions()).isZero();
        assertThat(member.activity().near().ownExpulsions()).isZero();
    }

    @Test
    void inACluster() {
        Database database = TestServers.postgres().createDatabase();
        try (RedisCluster cluster = new RedisCluster();
                Node member = node(database, cluster.uri()).start();
                Node writer = node(database, cluster.uri())
                        .set("hibernate.hbm2ddl.auto", "none")
                        .start()) {
            isNeverStale(cluster.masters(), member, writer);
        }
    }

    @Test
    void aUserWithTheLeastRightsIsEnoughAndOneWithLessIsRefused() {
        Database database = TestServers.postgres().createDatabase();
        try (RedisProcess server = RedisProcess.start()) {
            String uri = server.uri().replace("redis://", "redis://shop:sesame@");
            try (RedisConnection connection = server.connect()) {
                LeastRights.give(connection);
                assertThatThrownBy(() -> node(database, uri).start())
                        .hasStackTraceContaining("near_entries")
                        .hasStackTraceContaining("the Redis user is not allowed to use them");
                LeastRights.give(connection, RIGHTS);
            }
            try (Node member = node(database, uri).start();
                    Node writer = node(database, uri)
                            .set("hibernate.hbm2ddl.auto", "none")
                            .start()) {
                isNeverStale(List.of(server), member, writer);
            }
            LeastRights.wereEnough(server);
        }
    }
}
