package io.throughline.demo.tour;

import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.ProductCurrencyId;
import java.math.BigDecimal;
import java.time.Duration;

/** A write on one node, seen by the other without SQL. */
final class Writing {

    private static final BigDecimal NEW_AMOUNT = new BigDecimal("9999");

    private Writing() {}

    static void show(Stage stage) {
        Node a = stage.a();
        Node b = stage.b();
        Report report = stage.report();
        report.table("2. A write on one node, seen by the other", """
                A commit makes two round trips: before it, a lock on what was written, so that nobody is given the
                old state any more; after it, the new state. The other node gets that from Redis. It believes only
                what is older than its own lower bound of Redis's clock, else it asks the database: so the demo
                waits until the bound has passed the write. The bound follows the clock at about the time that a
                reply travels, and at worst by the heartbeat's interval of a second.""");

        ProductCurrencyId id = new ProductCurrencyId(stage.firstProduct(), "JPY");
        Measured<String> change = a.measure(session -> {
            Price price = session.find(Price.class, id);
            String before = price.toString();
            price.setAmount(NEW_AMOUNT);
            return before + " -> " + price;
        });
        report.row(a, "read a price, change it, commit: " + change.result(), change.cost(), Expected.exactly(1, 3));
        Duration waited = stage.awaitCached(b, Price.class, id);
        Measured<String> read =
                b.measure(session -> session.find(Price.class, id).toString());
        report.row(
                b, "read the price (B had to wait " + waited.toMillis() + " ms)", read.cost(), Expected.exactly(0, 1));
        report.fact("B has read " + read.result(), read.result().equals(NEW_AMOUNT + " JPY"));
    }
}
