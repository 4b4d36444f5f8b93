package io.throughline.demo.tour;

import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.Product;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;

/** Cold and warm reads. */
final class Reading {

    private Reading() {}

    static void show(Stage stage) {
        Node a = stage.a();
        Node b = stage.b();
        Report report = stage.report();
        report.table("1. Reading", """
                A cold read is a miss, the SQL, and, as the transaction commits, one pipeline that puts what was
                loaded into Redis. From then on no node needs the database for it. An entity is one round trip; to
                find it by its natural id is one more, from the three letters to the id; a collection one more, for
                the ids of its elements, and one for the elements, which are entities of their own and fetched
                together. Elements that came from the database ask first, in one more, whether Redis has them.
                A transaction that reads nothing costs nothing.""");

        Measured<String> empty = a.measure(session -> "");
        report.row(a, "a transaction that reads nothing", empty.cost(), Expected.exactly(0, 0));

        Function<Session, String> dinar =
                session -> session.find(Currency.class, "KWD").getName();
        report.row(a, "cold: the currency KWD", a.measure(dinar).cost(), Expected.exactly(1, 2));
        stage.awaitCached(a, Currency.class, "KWD");
        report.row(a, "warm: the currency KWD", a.measure(dinar).cost(), Expected.exactly(0, 1));
        stage.awaitCached(b, Currency.class, "KWD");
        Measured<String> onB = b.measure(dinar);
        report.row(b, "warm: the currency KWD", onB.cost(), Expected.exactly(0, 1));
        report.fact("B has read " + onB.result(), onB.result().equals("Kuwaiti Dinar"));

        Function<Session, String> germany =
                session -> session.bySimpleNaturalId(Country.class).load("DEU").getName();
        Measured<Country> byId = a.measure(session -> session.find(Country.class, "DE"));
        report.row(a, "cold: the country DE", byId.cost(), Expected.exactly(1, 2));
        stage.awaitCached(b, Country.class, "DE");
        Measured<String> byNaturalId = b.measure(germany);
        report.row(b, "warm: the country with the three letters DEU", byNaturalId.cost(), Expected.exactly(0, 2));
        report.fact("B has read " + byNaturalId.result(), byNaturalId.result().equals("Germany"));

        Long product = stage.firstProduct();
        Function<Session, List<String>> prices = session -> session.find(Product.class, product).getPrices().stream()
                .map(Price::toString)
                .toList();
        report.row(a, "cold: a product and its prices", a.measure(prices).cost(), Expected.exactly(2, 4));
        stage.awaitCached(b, Product.class, product);
        Measured<List<String>> warm = b.measureReadAhead(prices);
        report.row(b, "warm: a product and its prices", warm.cost(), Expected.exactly(0, 3));
        report.fact(
                "B has read " + String.join(", ", warm.result()), warm.result().size() == ShopData.PRICES_A_PRODUCT);
    }
}
