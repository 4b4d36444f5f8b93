package io.throughline.demo.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** What a product costs in one currency: an amount with exactly as many fraction digits as the currency has. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Price {

    @EmbeddedId
    private ProductCurrencyId id;

    /**
     * The wrapper class and not {@code int}: while it is null, the price is new. Because the application assigns the id, Hibernate would otherwise
     * have to ask the cache or the database.
     */
    @Version
    private Integer version;

    @MapsId("productId")
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Product product;

    @MapsId("currencyCode")
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Currency currency;

    /** The column has room for the digits of every currency. */
    @Column(nullable = false, precision = 19, scale = 4)
    private BigDecimal amount;

    protected Price() {}

    Price(Product product, Currency currency, BigDecimal amount) {
        this.id = new ProductCurrencyId(product.getId(), currency.getCode());
        this.product = product;
        this.currency = currency;
        setAmount(amount);
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

    public BigDecimal getAmount() {
        return inCurrency(amount);
    }

    /** @throws ArithmeticException if the amount has more fraction digits than its currency */
    public void setAmount(BigDecimal amount) {
        this.amount = inCurrency(amount);
    }

    /** Asks the JDK and not {@link #currency}, which would have to be loaded. */
    private BigDecimal inCurrency(BigDecimal value) {
        int digits = java.util.Currency.getInstance(id.getCurrencyCode()).getDefaultFractionDigits();
        return value.setScale(digits, RoundingMode.UNNECESSARY);
    }

    @Override
    public String toString() {
        return getAmount() + " " + id.getCurrencyCode();
    }
}
