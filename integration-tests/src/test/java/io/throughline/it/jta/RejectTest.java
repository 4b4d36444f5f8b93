package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import jakarta.transaction.RollbackException;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** A lock that cannot be placed rolls the JTA transaction back, if the settings say so. */
class RejectTest extends JtaTest {

    @Override
    Node.Builder settings(Node.Builder node) {
        return node.set("hibernate.cache.redis.on_failure", "reject");
    }

    @Test
    void itRollsBackWhatBothSessionsDid() throws Exception {
        try (Session one = open();
                Session two = open()) {
            Jta.begin();
            counter(one, 1).amount = 5;
            counter(two, 2).amount = 5;
            nodes.relay().refuse();
            assertThatThrownBy(() -> Jta.manager().commit())
                    .isInstanceOf(RollbackException.class)
                    .hasStackTraceContaining("on_failure=reject");
            assertThat(amounts()).containsEntry(1L, 0L).containsEntry(2L, 0L);
            nodes.relay().accept();
            one.clear();
            Nodes.await(() -> writes(one));
        }
        assertThat(amounts()).containsEntry(1L, 6L);
    }

    private boolean writes(Session session) {
        try {
            Jta.begin();
            counter(session, 1).amount = 6;
            Jta.manager().commit();
            return true;
        } catch (RollbackException e) {
            return false; // it is not connected again yet
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
