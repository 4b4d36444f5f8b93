package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.metrics.CacheActivity.Event;
import java.util.function.Consumer;

/** What is not cached by design: this is logged, each read is a miss, and no read is wrong. */
final class NotCached {

    private NotCached() {}

    static <T> void by(Mapped nodes, Class<T> type, Object id, Consumer<T> isRight) {
        assertThat(nodes.first().activity().of(Event.NOT_CACHEABLE)).isPositive();
        for (int i = 0; i < 2; i++) {
            Nodes.awaitClocks(nodes.first(), nodes.second());
            long sql = nodes.second().sqlStatements();
            nodes.second().inTransaction(session -> isRight.accept(session.find(type, id)));
            assertThat(nodes.second().sqlStatements()).as("a miss").isGreaterThan(sql);
        }
    }
}
