package io.throughline.demo.tour;

import io.throughline.demo.servers.RedisKeys;
import io.throughline.demo.shop.ProductCurrencyId;
import io.throughline.demo.shop.Stock;
import java.util.function.BiConsumer;
import org.hibernate.Session;
import org.hibernate.Transaction;

/** A rollback that leaves no trace. */
final class RollingBack {

    private RollingBack() {}

    static void show(Stage stage) {
        Node a = stage.a();
        Node b = stage.b();
        Report report = stage.report();
        report.table("4. A rollback leaves no trace", """
                Until a transaction commits, its changes do not reach Redis: a rollback has nothing to take back. If
                the SQL had been sent already (flushed), the node has Redis drop those rows after the rollback, and
                nobody waits for that (the 1): a wrong entry may be what made the transaction fail. The next read
                loads the row anew, and then it is warm again. Counted is the rollback, not the read before it.""");

        RedisKeys keys = stage.space().keys();
        ProductCurrencyId id = new ProductCurrencyId(stage.firstProduct(), "EUR");
        String key = key(keys, id);
        stage.awaitCached(a, Stock.class, id);
        int before = a.fromTransaction(session -> session.find(Stock.class, id).getPieces());

        Cost unsent = rollBack(a, id, (session, transaction) -> transaction.rollback());
        report.row(a, "roll back a sale that was not flushed", unsent, Expected.exactly(0, 0));
        read(stage, b, id, before, "read the stock: still cached", Expected.exactly(0, 1));
        Cost sent = rollBack(a, id, (session, transaction) -> {
            session.flush();
            transaction.rollback();
            Stage.await(() -> !keys.exist(key));
        });
        report.row(a, "roll back a sale that was flushed", sent, Expected.exactly(1, 1));
        report.fact("Redis holds nothing of the row, no lock either", !keys.exist(key));
        // By the node that has just heard from Redis: one that was idle knows Redis's clock by a bound that may lie
        // before the row was dropped, and what it loads would not be stored yet.
        read(stage, a, id, before, "read the stock: from the database", Expected.exactly(1, 2));
        stage.awaitCached(b, Stock.class, id);
        read(stage, b, id, before, "read the stock: cached again", Expected.exactly(0, 1));
    }

    private static String key(RedisKeys keys, ProductCurrencyId id) {
        return keys.scan().stream()
                .filter(key -> key.contains(":" + Stock.class.getName() + ":{") && key.endsWith("}:" + id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no stock " + id + " in Redis"));
    }

    /** What it costs from where the change has been made in memory. */
    private static Cost rollBack(Node node, ProductCurrencyId id, BiConsumer<Session, Transaction> end) {
        try (Session session = node.factory().openSession()) {
            Transaction transaction = session.beginTransaction();
            session.find(Stock.class, id).sell(10);
            return node.cost(() -> end.accept(session, transaction));
        }
    }

    private static void read(Stage stage, Node node, ProductCurrencyId id, int before, String what, Expected expected) {
        Measured<Integer> read =
                node.measure(session -> session.find(Stock.class, id).getPieces());
        stage.report().row(node, what, read.cost(), expected);
        stage.report().fact(node.name() + " has read " + read.result() + " pieces, as before", read.result() == before);
    }
}
