package io.throughline.demo.tour;

import io.throughline.Prefetch;
import io.throughline.demo.shop.ProductCurrencyId;
import io.throughline.demo.shop.Stock;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.Transaction;

/** Many rows are updated in one commit. */
final class WritingMany {

    private WritingMany() {}

    static void show(Stage stage) {
        Node a = stage.a();
        Node b = stage.b();
        Report report = stage.report();
        List<ProductCurrencyId> ids = stage.stored().productIds().stream()
                .map(product -> new ProductCurrencyId(product, "EUR"))
                .toList();
        int rows = ids.size();
        report.table("3. " + rows + " rows updated in one commit", """
                Two round trips, as for a single row: the locks of all rows go out together before the commit, their
                new states together after it. From before the commit until then all of them are misses. B then
                reads them all from Redis: their ids are known, so it has them fetched together first.""");

        Cost commit;
        try (Session session = a.factory().openSession()) {
            Transaction transaction = session.beginTransaction();
            List<Stock> stocks = session.createSelectionQuery("from Stock where id.currencyCode = 'EUR'", Stock.class)
                    .getResultList();
            stocks.forEach(stock -> stock.sell(1));
            commit = a.cost(transaction::commit);
        }
        report.row(a, "commit: one piece less of each product (one JDBC batch)", commit, Expected.exactly(1, 2));
        ids.forEach(id -> stage.awaitCached(b, Stock.class, id));
        Measured<Long> read = b.measureReadAhead(session -> {
            Prefetch.entities(session, Stock.class, ids);
            return ids.stream()
                    .filter(id -> session.find(Stock.class, id).getPieces() == ShopData.PIECES - 1)
                    .count();
        });
        report.row(b, "read the " + rows, read.cost(), Expected.exactly(0, 1));
        report.fact("B has read " + read.result() + " new states", read.result() == rows);
    }
}
