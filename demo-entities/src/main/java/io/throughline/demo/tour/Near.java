package io.throughline.demo.tour;

import io.throughline.RedisCacheStatus;
import io.throughline.demo.servers.Servers;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.ProductCurrencyId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.hibernate.Session;

/** A node that answers from its heap, and that is called before anything changes. */
final class Near {

    private static final BigDecimal NEW_AMOUNT = new BigDecimal("7777");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** Several times the time that a node waits before it keeps what it reads. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Near() {}

    static void show(Stage stage, Servers servers) {
        Report report = stage.report();
        report.table("5. A near cache that is never stale", """
                A third node, C, has near_entries=10000: it keeps in its own heap what it has read, and answers from
                there. Whoever changes something calls C together with the locks, and commits when C has given its
                word that it has dropped it. C keeps what it reads some seconds after its start, when all others
                know of it. Left out of the counts are its lease, which it renews again and again, and its words.""");
        try (Node c = Node.near("C", servers)) {
            ProductCurrencyId id = new ProductCurrencyId(stage.firstProduct(), "JPY");
            Function<Session, String> price =
                    session -> session.find(Price.class, id).toString();
            RedisCacheStatus status = new RedisCacheStatus(c.factory());
            stage.awaitCached(c, Price.class, id);
            Duration waited = awaitNear(c, price, status);
            report.row(
                    c,
                    "read the price, from its heap (%.1f s after its start)".formatted(waited.toMillis() / 1000.0),
                    c.measure(price).cost(),
                    Expected.exactly(0, 0));

            Node a = stage.a();
            stage.awaitCached(a, Price.class, id);
            long heard = status.getNear().getCallsHeard();
            Measured<String> change = a.measure(session -> {
                Price changed = session.find(Price.class, id);
                changed.setAmount(NEW_AMOUNT);
                return changed.toString();
            });
            report.row(
                    a, "read the price, change it, commit: " + change.result(), change.cost(), Expected.exactly(1, 3));
            report.fact("C has been called", status.getNear().getCallsHeard() == heard + 1);

            stage.awaitCached(c, Price.class, id);
            Measured<String> next = c.measure(price);
            report.row(c, "read the price: from Redis, as C has dropped it", next.cost(), Expected.exactly(0, 1));
            report.fact("C has read " + next.result(), next.result().equals(NEW_AMOUNT + " JPY"));
            Measured<String> again = c.measure(price);
            report.row(c, "read the price, from its heap again", again.cost(), Expected.exactly(0, 0));
            report.fact("C has read " + again.result(), again.result().equals(NEW_AMOUNT + " JPY"));
        }
    }

    /** Reads until the node keeps the price near. */
    private static Duration awaitNear(Node c, Function<Session, String> price, RedisCacheStatus status) {
        long start = System.nanoTime();
        do {
            c.fromTransaction(price);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        } while (status.getNear().getEntries() == 0 && System.nanoTime() - start < PATIENCE.toNanos());
        return Duration.ofNanos(System.nanoTime() - c.startedAt());
    }
}
