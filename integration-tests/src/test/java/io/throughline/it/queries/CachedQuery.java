package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;

/** A cached query, executed in a session and a transaction of its own. */
record CachedQuery<T>(Nodes nodes, Function<Session, List<T>> query) {

    List<T> on(Node node) {
        return node.fromTransaction(query);
    }

    private boolean isHit(Node node, List<?> expected) {
        Nodes.awaitClocks(node);
        long before = node.statistics().getQueryCacheHitCount();
        assertThat((List<?>) on(node)).isEqualTo(expected);
        return node.statistics().getQueryCacheHitCount() > before;
    }

    void isHit(Node node, Object... expected) {
        assertThat(isHit(node, List.of(expected))).as("a hit").isTrue();
    }

    void isMiss(Node node, Object... expected) {
        assertThat(isHit(node, List.of(expected))).as("a hit").isFalse();
    }

    /** Until it is a hit on both nodes, with what it finds all the time. */
    void becomesHit(Object... expected) {
        Nodes.await(() -> isHit(nodes.first(), List.of(expected)));
        Nodes.await(() -> isHit(nodes.second(), List.of(expected)));
    }
}
