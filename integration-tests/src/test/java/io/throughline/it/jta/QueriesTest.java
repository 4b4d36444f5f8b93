package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import jakarta.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cached queries of sessions in JTA transactions: a change is reported with the transaction, whichever of its sessions has made it. */
class QueriesTest extends JtaTest {

    @Override
    Node.Builder settings(Node.Builder node) {
        return node.set("hibernate.cache.use_query_cache", "true");
    }

    @BeforeEach
    void cache() {
        assertThat(found(nodes.first())).containsExactly(1L, 2L, 3L, 4L);
        isHit(1L, 2L, 3L, 4L);
    }

    private static List<Long> positive(Session session) {
        return session.createSelectionQuery("select id from Counter where amount >= 0 order by id", Long.class)
                .setCacheable(true)
                .getResultList();
    }

    private static List<Long> found(Node node) {
        Nodes.awaitClocks(node);
        List<Long> found = new ArrayList<>();
        Jta.unchecked(() -> Jta.commit(() -> {
            try (Session session = node.factory().openSession()) {
                found.addAll(positive(session));
            }
        }));
        return found;
    }

    private void isHit(Long... expected) {
        long before = nodes.second().statistics().getQueryCacheHitCount();
        assertThat(found(nodes.second())).containsExactly(expected);
        assertThat(nodes.second().statistics().getQueryCacheHitCount()).isEqualTo(before + 1);
    }

    private void isMiss(Long... expected) {
        long before = nodes.second().statistics().getQueryCacheHitCount();
        assertThat(found(nodes.second())).containsExactly(expected);
        assertThat(nodes.second().statistics().getQueryCacheHitCount()).isEqualTo(before);
    }

    @Test
    void aCommitMakesThemOldForAllInTwoRoundTrips() throws Exception {
        Jta.begin();
        try (Session one = open();
                Session other = open()) {
            counter(one, 1).amount = -1;
            counter(other, 2).amount = -1;
            one.flush();
            other.flush();
            Jta.suspended(() -> isHit(1L, 2L, 3L, 4L)); // nothing is committed
            RoundTrips trips =
                    nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
        isMiss(3L, 4L);
        isHit(3L, 4L);
    }

    @Test
    void theTransactionItselfSeesWhatAnyOfItsSessionsHasChanged() throws Exception {
        Jta.commit(() -> {
            try (Session one = open();
                    Session other = open()) {
                counter(one, 1).amount = -1;
                one.flush();
                assertThat(positive(other)).containsExactly(2L, 3L, 4L);
            }
        });
        isMiss(2L, 3L, 4L);
    }

    /** What was found in it has never been so. */
    @Test
    void aRollbackPutsNothingAndLeavesThemGood() throws Exception {
        Jta.begin();
        try (Session session = open()) {
            counter(session, 1).amount = -1;
            session.flush();
            assertThat(positive(session)).containsExactly(2L, 3L, 4L);
            Jta.manager().rollback();
        }
        isHit(1L, 2L, 3L, 4L);
    }

    @Test
    void soDoesARollbackOnAnotherThread() throws Exception {
        Transaction transaction = Jta.begin();
        try (Session session = open()) {
            counter(session, 1).amount = -1;
            session.flush();
            assertThat(positive(session)).containsExactly(2L, 3L, 4L);
            Jta.onAnotherThread(() -> {
                transaction.rollback();
                return null;
            });
            Jta.suspended(() -> isHit(1L, 2L, 3L, 4L));
            assertThatThrownBy(() -> counter(session, 4)).hasMessageContaining("rolled back in a different thread");
            Jta.manager().rollback();
        }
        isHit(1L, 2L, 3L, 4L);
    }

    /** The outer transaction has found its result before the inner one's change, and puts it after. */
    @Test
    void whatASuspendedTransactionHasFoundIsNotPutOverAChange() throws Exception {
        nodes.first().factory().getCache().evictQueryRegions();
        nodes.awaitClocks();
        Jta.begin();
        try (Session outer = open()) {
            assertThat(positive(outer)).containsExactly(1L, 2L, 3L, 4L);
            Jta.suspended(() -> Jta.commit(() -> counter(open(), 1).amount = -1));
            Jta.manager().commit();
        }
        isMiss(2L, 3L, 4L);
    }

    @Test
    void bulkStatementsTellToo() throws Exception {
        Jta.commit(() -> {
            try (Session session = open()) {
                session.createMutationQuery("update Counter set amount = -1 where id > 2")
                        .executeUpdate();
                assertThat(positive(session)).containsExactly(1L, 2L);
            }
        });
        isMiss(1L, 2L);
        isHit(1L, 2L);
    }
}
