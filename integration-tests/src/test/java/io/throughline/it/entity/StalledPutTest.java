package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No JVM lock is held while somebody waits for Redis: one session's put that hangs does not delay the others' hits in the region. */
class StalledPutTest {

    @Test
    void othersHitMeanwhile() throws Exception {
        Script put = Scripts.shipped().put();
        Script settle = Scripts.shipped().settle();
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first().inTransaction(session -> {
                for (long id = 0; id < 20; id++) {
                    session.persist(new Counter(id, id));
                }
            });
            nodes.first().factory().getCache().evictEntityData(Counter.class, 0L);
            nodes.awaitClocks();
            CompletableFuture<Void> loading;
            CompletableFuture<Void> writing;
            try (Stall stalledPut = nodes.relay().stall(command -> command.runs(put));
                    Stall stalledSettle = nodes.relay().stall(command -> command.runs(settle))) {
                loading = CompletableFuture.runAsync(
                        () -> nodes.first().inTransaction(session -> session.find(Counter.class, 0L)));
                stalledPut.awaitStalled(Duration.ofSeconds(30));
                writing = CompletableFuture.runAsync(() ->
                        nodes.first().inTransaction(session -> session.find(Counter.class, 1L).amount = 100));
                stalledSettle.awaitStalled(Duration.ofSeconds(30));

                long sql = nodes.first().sqlStatements();
                CompletableFuture<Void> hits = CompletableFuture.runAsync(() -> {
                    for (long id = 2; id < 20; id++) {
                        long wanted = id;
                        nodes.first()
                                .inTransaction(session -> assertThat(session.find(Counter.class, wanted).amount)
                                        .isEqualTo(wanted));
                    }
                });
                hits.get(30, TimeUnit.SECONDS);
                assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
                assertThat(loading).isNotDone();
                assertThat(writing).isNotDone();
            }
            loading.get(30, TimeUnit.SECONDS);
            writing.get(30, TimeUnit.SECONDS);
        }
    }
}
