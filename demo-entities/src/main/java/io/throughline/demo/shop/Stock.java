package io.throughline.demo.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/**
 * How many pieces of a product are set aside for customers who pay in one currency. It changes with every sale, so it is an entity of its own, and
 * the price stays in the cache.
 */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Stock {

    @EmbeddedId
    private ProductCurrencyId id;

    /** The wrapper: see {@link Price}. */
    @Version
    private Integer version;

    @MapsId("productId")
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Product product;

    @MapsId("currencyCode")
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Currency currency;

    private int pieces;

    protected Stock() {}

    public Stock(Product product, Currency currency, int pieces) {
        this.id = new ProductCurrencyId(product.getId(), currency.getCode());
        this.product = product;
        this.currency = currency;
        this.pieces = pieces;
    }

    public ProductCurrencyId getId() {
        return id;
    }

    public Product getProduct() {
        return product;
    }

    public Currency getCurrency() {
        return currency;
    }

    public int getPieces() {
        return pieces;
    }

    /** @throws IllegalArgumentException if there are fewer than that */
    public void sell(int sold) {
        if (sold < 0 || sold > pieces) {
            throw new IllegalArgumentException("cannot sell " + sold + " of " + pieces);
        }
        pieces -= sold;
    }
}
