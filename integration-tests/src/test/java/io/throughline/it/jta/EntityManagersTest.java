package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.engine.transaction.jta.platform.internal.JBossStandAloneJtaPlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entity managers as a container has them: closed before the commit, which still flushes them. */
class EntityManagersTest {

    private RedisRelay relay;
    private Node node;
    private EntityManagerFactory factory;

    @BeforeEach
    void start() {
        TestServers.redis().connect().flushAll();
        Database database = TestServers.postgres().createDatabase();
        relay = RedisRelay.to(TestServers.redis()).hold(Duration.ofMillis(60));
        node = Jta.node(Node.on(database, TestServers.redis().uri()))
                .entities(Counter.class)
                .start();
        factory = Persistence.createEntityManagerFactory(
                "jta",
                Map.of(
                        "hibernate.transaction.jta.platform",
                        JBossStandAloneJtaPlatform.class.getName(),
                        "jakarta.persistence.jtaDataSource",
                        new EnlistingDataSource(database),
                        "hibernate.cache.region.factory_class",
                        "redis",
                        "hibernate.cache.redis.command_timeout",
                        "10s",
                        "hibernate.cache.redis.uri",
                        relay.uri()));
        node.inTransaction(session -> {
            session.persist(new Counter(1, 0));
            session.persist(new Counter(2, 0));
        });
        Nodes.awaitClocks(node);
    }

    @AfterEach
    void stop() {
        factory.close();
        node.close();
        relay.close();
    }

    private long hit(long id) {
        Nodes.awaitClocks(node);
        long sql = node.sqlStatements();
        long amount = node.fromTransaction(session -> session.find(Counter.class, id).amount);
        assertThat(node.sqlStatements()).as("a hit of " + amount).isEqualTo(sql);
        return amount;
    }

    @Test
    void closedBeforeTheCommit() throws Exception {
        Jta.begin();
        try (EntityManager one = factory.createEntityManager();
                EntityManager two = factory.createEntityManager()) {
            one.find(Counter.class, 1L).amount = 10;
            two.find(Counter.class, 2L).amount = 20;
        }
        RoundTrips trips =
                relay.countUntilQuiet(() -> Jta.unchecked(() -> Jta.manager().commit()));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        assertThat(hit(1)).isEqualTo(10);
        assertThat(hit(2)).isEqualTo(20);
    }

    @Test
    void closedBeforeARollback() throws Exception {
        Jta.begin();
        try (EntityManager manager = factory.createEntityManager()) {
            manager.find(Counter.class, 1L).amount = 10;
            manager.flush();
        }
        Jta.manager().rollback();
        assertThat(node.<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                .isZero();
    }

    @Test
    void aTimeout() throws Exception {
        try (EntityManager manager = factory.createEntityManager()) {
            CountDownLatch end = Jta.end(Jta.beginWithTimeout());
            manager.find(Counter.class, 1L).amount = 10;
            manager.flush();
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> manager.find(Counter.class, 2L))
                    .hasStackTraceContaining("rolled back in a different thread");
            Jta.manager().rollback();
            Jta.begin();
            assertThat(manager.find(Counter.class, 1L).amount).isZero();
            manager.find(Counter.class, 2L).amount = 20;
            Jta.manager().commit();
        }
        assertThat(hit(2)).isEqualTo(20);
    }
}
