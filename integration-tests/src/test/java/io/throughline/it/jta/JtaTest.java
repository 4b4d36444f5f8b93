package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.transaction.SystemException;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes under JTA, and four rows of which both have hits. */
abstract class JtaTest {

    static final int ROWS = 4;

    Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(node -> settings(Jta.node(node)), Counter.class, Ticket.class);
        nodes.first().inTransaction(session -> {
            for (long id = 1; id <= ROWS; id++) {
                session.persist(new Counter(id, 0));
            }
        });
        warm();
    }

    io.throughline.it.nodes.Node.Builder settings(io.throughline.it.nodes.Node.Builder node) {
        return node;
    }

    /** Each test leaves the thread without a transaction, and the nodes without contexts. */
    @AfterEach
    void stop() throws SystemException {
        try {
            assertThat(Jta.manager().getTransaction())
                    .as("the thread's transaction")
                    .isNull();
            assertThat(Jta.contexts(nodes.first())).as("contexts left").isZero();
            assertThat(Jta.contexts(nodes.second())).as("contexts left").isZero();
        } finally {
            if (Jta.manager().getTransaction() != null) {
                Jta.manager().rollback();
            }
            nodes.close();
        }
    }

    final void warm() {
        nodes.awaitClocks();
        assertThat(amounts()).containsOnlyKeys(1L, 2L, 3L, 4L);
    }

    /** After a rollback: what the transaction had meant to write is evicted off its thread. */
    static void awaitEvicted(long... ids) {
        for (long id : ids) {
            Nodes.await(() -> !isInRedis(Counter.class, id));
        }
    }

    final Session open() {
        return nodes.first().factory().openSession();
    }

    final StatelessSession openStateless() {
        return nodes.first().factory().openStatelessSession();
    }

    static Counter counter(Session session, long id) {
        return session.find(Counter.class, id);
    }

    /** What the second node gives out. */
    final Map<Long, Long> amounts() {
        Map<Long, Long> amounts = new TreeMap<>();
        nodes.second().inTransaction(session -> {
            for (long id = 1; id <= ROWS; id++) {
                Counter counter = session.find(Counter.class, id);
                if (counter != null) {
                    amounts.put(id, counter.amount);
                }
            }
        });
        return amounts;
    }

    /** What the second node gives out, all from Redis. */
    final Map<Long, Long> hits() {
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        Map<Long, Long> amounts = amounts();
        assertThat(nodes.second().sqlStatements()).as("hits of " + amounts).isEqualTo(sql);
        return amounts;
    }

    static boolean isInRedis(Class<?> entity, long id) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return !redis.keys("*" + entity.getName() + ":{*}:" + id).isEmpty();
        }
    }
}
