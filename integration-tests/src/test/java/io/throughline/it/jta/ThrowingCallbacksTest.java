package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.junit.jupiter.api.Test;

/** The transaction manager goes on when a callback after the commit throws: so does the cache, though one session tells of no commit. */
class ThrowingCallbacksTest extends JtaTest {

    @Override
    Node.Builder settings(Node.Builder node) {
        return node.set("hibernate.cache.redis.lock_timeout", "10m"); // longer than the test
    }

    @Test
    void ofOneOfTwoSessions() throws Exception {
        try (Session one = open();
                Session two = open()) {
            one.unwrap(SessionImplementor.class).getTransactionCoordinator().addObserver(new Throwing());
            Jta.begin();
            counter(one, 1).amount = 10;
            counter(two, 2).amount = 20;
            Jta.manager().commit();
        }
        Nodes.await(() -> Nodes.isServed(nodes.second(), Counter.class, List.of(1L, 2L)));
        assertThat(amounts()).containsEntry(1L, 10L).containsEntry(2L, 20L);
        Nodes.await(() -> Jta.contexts(nodes.first()) == 0);
    }

    private static final class Throwing implements TransactionObserver {
        @Override
        public void afterBegin() {
            // it fails later
        }

        @Override
        public void beforeCompletion() {
            // it fails later
        }

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {
            throw new IllegalStateException("of the application's");
        }
    }
}
