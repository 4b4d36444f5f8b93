package io.throughline.demo.tour;

import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.Stock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.CacheMode;
import org.hibernate.Session;

/**
 * Fills the shop: the countries and currencies that the JDK knows, and fifty products, with prices and stock in five currencies. It bypasses the
 * cache, as an import should, so that the first reads find nothing there.
 */
final class ShopData {

    static final int PIECES = 100;
    static final int PRICES_A_PRODUCT = 5;

    /** What an amount in euros is multiplied by, roughly; two digits, none, and three. */
    private static final Map<String, String> RATES =
            new TreeMap<>(Map.of("EUR", "1", "USD", "1.15", "GBP", "0.87", "JPY", "175", "KWD", "0.35"));

    private static final Map<String, String> EUROS = new TreeMap<>(Map.of(
            "Cup", "7.95",
            "Plate", "9.50",
            "Bowl", "8.25",
            "Teapot", "34.90",
            "Jug", "21.00",
            "Vase", "27.40",
            "Tray", "16.80",
            "Lamp", "59.00",
            "Clock", "44.50",
            "Mirror", "72.30"));

    private static final List<String> COLOURS = List.of("white", "blue", "green", "red", "black");

    private final Session session;
    private final Map<String, Currency> currencies = new HashMap<>();
    private final Map<String, Country> countries = new HashMap<>();

    private ShopData(Session session) {
        this.session = session;
    }

    /** What is there now. */
    record Stored(int countries, int currencies, List<Long> productIds) {}

    static Stored store(Node node) {
        return node.fromTransaction(session -> {
            session.setCacheMode(CacheMode.IGNORE);
            ShopData data = new ShopData(session);
            data.storeCurrencies();
            data.storeCountries();
            return new Stored(data.countries.size(), data.currencies.size(), data.storeProducts());
        });
    }

    /** Precious metals and test codes are left out: they have no fraction digits. */
    private void storeCurrencies() {
        for (java.util.Currency iso : java.util.Currency.getAvailableCurrencies()) {
            if (iso.getDefaultFractionDigits() >= 0) {
                Currency currency = new Currency(iso);
                session.persist(currency);
                currencies.put(currency.getCode(), currency);
            }
        }
    }

    private void storeCountries() {
        for (String code : Locale.getISOCountries()) {
            Locale iso = new Locale.Builder().setRegion(code).build();
            java.util.Currency currency = java.util.Currency.getInstance(iso);
            Country country = new Country(iso, currency == null ? null : currencies.get(currency.getCurrencyCode()));
            session.persist(country);
            countries.put(code, country);
        }
    }

    private List<Long> storeProducts() {
        List<Long> ids = new ArrayList<>();
        EUROS.forEach((thing, euros) -> {
            for (String colour : COLOURS) {
                Product product = new Product(thing + ", " + colour, countries.get("DE"));
                session.persist(product);
                RATES.forEach((code, rate) -> {
                    Currency currency = currencies.get(code);
                    product.addPrice(currency, amount(euros, rate, currency)); // persisted with its product
                    session.persist(new Stock(product, currency, PIECES));
                });
                ids.add(product.getId());
            }
        });
        return ids;
    }

    private static BigDecimal amount(String euros, String rate, Currency currency) {
        return new BigDecimal(euros)
                .multiply(new BigDecimal(rate))
                .setScale(currency.getFractionDigits(), RoundingMode.HALF_UP);
    }
}
