package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions of two factories in one JTA transaction. */
class TwoFactoriesTest {

    private final RedisRelay relay = RedisRelay.to(TestServers.redis()).hold(Duration.ofMillis(60));

    @AfterEach
    void stop() {
        relay.close();
    }

    private Node node(Database database, EnlistingDataSource dataSource, String namespace) {
        return Jta.node(Node.on(database, relay.uri()))
                .set("hibernate.connection.datasource", dataSource)
                .set("hibernate.cache.redis.namespace", namespace)
                .entities(Counter.class)
                .start();
    }

    private static void insert(Node node) {
        node.inTransaction(session -> {
            for (long id = 1; id <= 3; id++) {
                session.persist(new Counter(id, 0));
            }
        });
    }

    private static long amount(Node node, long id) {
        return node.fromTransaction(session -> session.find(Counter.class, id).amount);
    }

    private static long hit(Node node, long id) {
        long sql = node.sqlStatements();
        long amount = amount(node, id);
        assertThat(node.sqlStatements()).as("a hit of " + amount).isEqualTo(sql);
        return amount;
    }

    /** Two nodes of one application on one connection: what one has written and not committed the other one loads, and does not put. */
    @Test
    void onOneDatabaseAndOneNamespace() throws Exception {
        TestServers.redis().connect().flushAll();
        Database database = TestServers.postgres().createDatabase();
        EnlistingDataSource dataSource = new EnlistingDataSource(database);
        try (Node first = node(database, dataSource, "shop");
                Node second = node(database, dataSource, "shop")) {
            insert(first);
            for (boolean firstLoads : new boolean[] {true, false}) {
                Node writer = firstLoads ? second : first;
                Node loader = firstLoads ? first : second;
                for (long id = 1; id <= 2; id++) {
                    first.factory().getCache().evict(Counter.class, id);
                }
                Nodes.awaitClocks(first, second);
                Jta.begin();
                Session writes = writer.factory().openSession();
                Session loads = loader.factory().openSession();
                writes.find(Counter.class, 1L).amount = 9;
                writes.find(Counter.class, 2L).amount = 9;
                writes.flush();
                assertThat(loads.find(Counter.class, 1L).amount).isEqualTo(9);
                writes.find(Counter.class, 1L).amount = 10;
                Jta.manager().commit();
                Nodes.awaitClocks(first, second);
                assertThat(amount(loader, 1)).isEqualTo(10);
                assertThat(amount(writer, 1)).isEqualTo(10);
                assertThat(hit(loader, 2)).isEqualTo(9);
                Jta.commit(() -> writer.factory().openSession().find(Counter.class, 2L).amount = 0);
            }
            assertThat(dataSource.enlisted()).isZero();
            assertThat(Jta.contexts(first) + Jta.contexts(second)).isZero();
        }
    }

    /** Two applications, two databases: a commit in two phases, and a pair of pipelines each. */
    @Test
    void onTwoDatabases() throws Exception {
        TestServers.redis().connect().flushAll();
        Database one = TestServers.postgres().createDatabase();
        Database two = TestServers.postgres().createDatabase();
        try (Node shop = node(one, new EnlistingDataSource(one), "shop");
                Node bank = node(two, new EnlistingDataSource(two), "bank")) {
            insert(shop);
            insert(bank);
            Nodes.awaitClocks(shop, bank);
            Jta.begin();
            shop.factory().openSession().find(Counter.class, 1L).amount = 1;
            bank.factory().openSession().find(Counter.class, 1L).amount = 2;
            RoundTrips trips = relay.countUntilQuiet(
                    () -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(4);
            Nodes.awaitClocks(shop, bank);
            assertThat(hit(shop, 1)).isEqualTo(1);
            assertThat(hit(bank, 1)).isEqualTo(2);

            Jta.begin();
            shop.factory().openSession().find(Counter.class, 1L).amount = 7;
            bank.factory().openSession().find(Counter.class, 1L).amount = 7;
            Jta.manager().rollback();
            assertThat(amount(shop, 1)).isEqualTo(1);
            assertThat(amount(bank, 1)).isEqualTo(2);
            assertThat(Jta.contexts(shop) + Jta.contexts(bank)).isZero();
        }
    }
}
