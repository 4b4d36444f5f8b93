package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bulk statement closes its region before the commit and opens it afterwards. */
class BulkStatementTest {

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(Counter.class);
        nodes.first().inTransaction(session -> session.persist(new Counter(1, 0)));
        nodes.awaitClocks();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private long secondReads() {
        return nodes.second().fromTransaction(session -> session.find(Counter.class, 1L).amount);
    }

    /** Between the commit and OPEN everybody goes to the database, and nobody puts. */
    @Test
    void closedAllIsAMiss() throws Exception {
        CompletableFuture<Void> bulk;
        try (Stall open =
                nodes.relay().stall(command -> command.runs(Scripts.shipped().open()))) {
            bulk = CompletableFuture.runAsync(() -> nodes.first()
                    .inTransaction(session -> session.createMutationQuery("update Counter set amount = 1")
                            .executeUpdate()));
            open.awaitStalled(Duration.ofSeconds(30));
            assertThat(secondReads()).isEqualTo(1);
            long sql = nodes.second().sqlStatements();
            assertThat(secondReads()).isEqualTo(1);
            assertThat(nodes.second().sqlStatements()).as("still closed").isEqualTo(sql + 1);
        }
        bulk.get(30, TimeUnit.SECONDS);
        nodes.awaitClocks();
        assertThat(secondReads()).isEqualTo(1);
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(secondReads()).isEqualTo(1);
        assertThat(nodes.second().sqlStatements()).as("open again").isEqualTo(sql);
    }

    @Test
    void rolledBackItChangesNothing() {
        assertThat(secondReads()).isZero();
        long sql = nodes.second().sqlStatements();
        try (var session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.createMutationQuery("delete from Counter").executeUpdate();
            assertThat(session.find(Counter.class, 1L)).as("its own change").isNull();
            session.getTransaction().rollback();
        }
        assertThat(secondReads()).isZero();
        assertThat(nodes.second().sqlStatements()).as("still a hit").isEqualTo(sql);
    }

    @Test
    void aNativeStatementOfUnknownTablesClosesTheRegionToo() {
        assertThat(secondReads()).isZero();
        nodes.first()
                .inTransaction(session -> session.createNativeMutationQuery("update Counter set amount = 2")
                        .executeUpdate());
        assertThat(secondReads()).isEqualTo(2);
    }
}
