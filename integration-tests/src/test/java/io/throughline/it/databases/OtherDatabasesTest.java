package io.throughline.it.databases;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.stress.Stress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dthroughline.databases.seconds=60} for a longer stress of each. */
@Timeout(300)
class OtherDatabasesTest {

    private static final Duration STRESS = Duration.ofSeconds(Long.getLong("throughline.databases.seconds", 4));

    @ParameterizedTest
    @EnumSource
    void sessions(OtherDatabase kind) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        Database database = kind.create();
        try (Node node = node(database, kind);
                Node other = node(database, kind)) {
            node.inTransaction(session -> {
                session.persist(new Counter(1, 1));
                session.persist(new Account(2, "natural", "me"));
            });
            Nodes.awaitClocks(node, other);
            isServed(other, 1);
            node.inTransaction(session -> session.find(Counter.class, 1L).amount = 2);
            assertThat(amount(other)).isEqualTo(2);
            Nodes.awaitClocks(node, other);
            isServed(other, 2);
            node.inTransaction(session ->
                    session.createMutationQuery("update Counter set amount = 3").executeUpdate());
            assertThat(amount(other)).isEqualTo(3);
            node.inTransaction(session -> {
                session.find(Counter.class, 1L).amount = 4;
                session.flush();
                session.getTransaction().markRollbackOnly();
            });
            assertThat(amount(other)).isEqualTo(3);
            assertThat(other.<Long>fromTransaction(
                            session -> session.bySimpleNaturalId(Account.class).load("natural").id))
                    .isEqualTo(2);
            node.inTransaction(session -> session.remove(session.find(Counter.class, 1L)));
            assertThat(other.<Counter>fromTransaction(session -> session.find(Counter.class, 1L)))
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stress(OtherDatabase kind) throws Exception {
        try (Stress stress = new Stress(kind.create(), kind.isolation(), relay -> {})) {
            stress.run(STRESS, false);
            System.out.println("Stress of " + STRESS.toSeconds() + " s on " + kind + ": " + stress);
            assertThat(stress.staleReads()).as(stress.toString()).isZero();
            assertThat(stress.hits()).as(stress.toString()).isPositive();
            assertThat(stress.writesThrough()).as(stress.toString()).isPositive();
        }
    }

    private static Node node(Database database, OtherDatabase kind) {
        return Node.on(database, TestServers.redis().uri())
                .isolation(kind.isolation())
                .entities(Counter.class, Account.class, Ticket.class)
                .start();
    }

    private static void isServed(Node node, long amount) {
        Nodes.await(() -> Nodes.isServed(node, Counter.class, List.of(1L)));
        assertThat(amount(node)).isEqualTo(amount);
    }

    private static long amount(Node node) {
        return node.fromTransaction(session -> session.find(Counter.class, 1L).amount);
    }
}
