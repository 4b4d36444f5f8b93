package io.throughline.demo.tour;

import io.throughline.demo.servers.DemoSpace;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What all sections of the tour use. */
record Stage(Node a, Node b, DemoSpace space, Report report, ShopData.Stored stored) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Long firstProduct() {
        return stored.productIds().get(0);
    }

    /**
     * Waits until the node's lower bound of Redis's clock has passed the entry's last write, so that a session which begins now is given it.
     * Asks the cache alone: a look that misses, followed by a load, would falsify what is counted afterwards.
     *
     * @return how long it took
     */
    Duration awaitCached(Node node, Class<?> entity, Object id) {
        long start = System.nanoTime();
        if (!await(() -> node.hasCached(entity, id))) {
            report.fact("node " + node.name() + " is given " + entity.getSimpleName() + " " + id, false);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** @return whether it has come true in time */
    static boolean await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                return false;
            }
            Thread.onSpinWait(); // each look is a round trip of its own
        }
        return true;
    }
}
