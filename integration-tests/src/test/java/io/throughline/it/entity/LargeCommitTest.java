package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.CacheMode;
import org.junit.jupiter.api.Test;

/** A commit of more rows than fit into one pipeline: each part has a deadline of its own, so the last part is not late because of the first. */
class LargeCommitTest {

    private static final int ROWS = 3500;
    private static final int DEADLINE = 3; // the fourth argument of a LOCK

    @Test
    void eachPartHasItsOwnDeadline() {
        Script lock = Scripts.shipped().lock();
        Set<Long> deadlines = new ConcurrentSkipListSet<>();
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first()
                    .inTransaction(session -> session.createNativeMutationQuery(
                                    "insert into Counter (id, amount) select i, 0 from generate_series(1, " + ROWS
                                            + ") i")
                            .executeUpdate());
            nodes.relay().rewrite(command -> {
                if (command.runs(lock)) {
                    deadlines.add(Long.parseLong(command.arg(command.argumentOf(lock, DEADLINE))));
                }
                return command;
            });
            nodes.first().inTransaction(session -> {
                session.setCacheMode(CacheMode.IGNORE);
                session.createSelectionQuery("from Counter", Counter.class)
                        .getResultList()
                        .forEach(counter -> counter.amount++);
            });
            assertThat(deadlines).hasSize(4);
            assertThat(nodes.first().activity().of(Event.LOCK_FAILED)).isZero();
            assertThat(nodes.first().activity().of(Event.INVALIDATED)).isEqualTo(ROWS);
        }
    }

    /** What a commit writes through takes the memory of a chunk, however many rows it has. */
    @Test
    void itIsEncodedAChunkAtATime() {
        Script settle = Scripts.shipped().settle();
        AtomicLong whenTheFirstWasSent = new AtomicLong(-1);
        try (Nodes nodes = Nodes.of(Counter.class)) {
            nodes.first()
                    .inTransaction(session -> session.createNativeMutationQuery(
                                    "insert into Counter (id, amount) select i, 0 from generate_series(1, " + ROWS
                                            + ") i")
                            .executeUpdate());
            nodes.relay().rewrite(command -> {
                if (command.runs(settle)) {
                    whenTheFirstWasSent.compareAndSet(-1, encoded(nodes));
                }
                return command;
            });
            nodes.first()
                    .inTransaction(session -> session.createSelectionQuery("from Counter", Counter.class)
                            .getResultList()
                            .forEach(counter -> counter.amount++));
            assertThat(nodes.first().activity().of(Event.WRITTEN_THROUGH)).isEqualTo(ROWS);
            assertThat(whenTheFirstWasSent.get())
                    .as("bytes encoded, of %s", encoded(nodes))
                    .isPositive()
                    .isLessThan(encoded(nodes) / 2);
        }
    }

    private static long encoded(Nodes nodes) {
        RegionActivity region = nodes.first().activity().named(Counter.class.getName());
        return region == null ? 0 : region.bytesEncoded();
    }
}
