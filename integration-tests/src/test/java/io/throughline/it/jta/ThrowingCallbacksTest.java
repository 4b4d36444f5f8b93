package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** The transaction manager goes on when a callback after the commit throws. So does the cache, though one session does not report the commit. */
class ThrowingCallbacksTest extends JtaTest {

    @Override
    Node.Builder settings(Node.Builder node) {
        return node.set("hibernate.cache.redis.lock_timeout", "10m"); // longer than the test
    }

    @Test
    void ofOneOfTwoSessions() throws Exception {
        try (Session one = open();
                Session two = open()) {
            Completion.after(() -> {
                        throw new IllegalStateException("of the application's");
                    })
                    .observe(one);
            Jta.begin();
            counter(one, 1).amount = 10;
            counter(two, 2).amount = 20;
            Jta.manager().commit();
        }
        Nodes.await(() -> Nodes.isServed(nodes.second(), Counter.class, List.of(1L, 2L)));
        assertThat(amounts()).containsEntry(1L, 10L).containsEntry(2L, 20L);
        Nodes.await(() -> Jta.contexts(nodes.first()) == 0);
    }
}
