package io.throughline.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Stall;
import io.throughline.it.settings.Space;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a node owes to Redis is not repeated before the transaction that owes it has ended. A lock that was placed although its answer was lost
 * protects until then.
 */
@Timeout(120)
class EarlyRepetitionTest {

    private static final Script LOCK = Scripts.shipped().lock();

    /**
     * The lock is placed, and its answer is lost; Redis answers again while the database commits, and is gone again afterwards. Another node, which
     * has loaded the old state in between, must not put it.
     */
    @Test
    void aLockWhoseAnswerWasLostProtectsUntilTheCommitHasReturned() {
        try (Space space = Space.of(
                        node -> node.set(
                                        "hibernate.cache.redis.command_timeout",
                                        "2s") // which the lock takes to arrive, at most
                                .set("hibernate.cache.redis.lock_timeout", "60s"), // longer than all this takes
                        Counter.class);
                Node other = Space.another(Counter.class)) {
            Node writer = space.node();
            writer.inTransaction(session -> {
                session.persist(new Counter(1, 1));
                session.persist(new Counter(2, 1));
            });
            Nodes.await(() -> isHit(writer, 2));
            Stall answer = space.relay().stallReply(command -> command.runs(LOCK));
            writer.inTransaction(session -> {
                session.find(Counter.class, 1L).amount = 2;
                // behind the cache's own observer: the locks have gone out, and the database has not committed
                Completion.before(() -> {
                            answer.release();
                            Nodes.await(() ->
                                    isHit(writer, 2)); // what is stamped after the contact has returned is believed
                            Nodes.awaitTwoHeartbeats(space.relay()); // what is due has gone out
                            load(other);
                            load(other);
                            space.relay().refuse();
                        })
                        .observe(session);
            });
            Space.awaitClock(other);
            assertThat(other.<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .isEqualTo(2);
        }
    }

    private static void load(Node other) {
        Space.awaitClock(other);
        other.inTransaction(
                session -> assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
    }

    private static boolean isHit(Node node, long id) {
        long sql = node.sqlStatements();
        node.inTransaction(session -> session.find(Counter.class, id));
        return node.sqlStatements() == sql;
    }
}
