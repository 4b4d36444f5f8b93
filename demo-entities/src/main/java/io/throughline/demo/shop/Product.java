package io.throughline.demo.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** What the shop sells, and what it costs in each currency. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Product {

    /** From a sequence: with IDENTITY, an insert is not put into the cache, and JDBC cannot batch it. */
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private Long id;

    /** With a version, a state that was loaded late never replaces a newer one in the cache. */
    @Version
    private Integer version;

    @Column(nullable = false)
    private String name;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Country origin;

    /** Cached separately from the product, as the ids of the prices: the prices have entries of their own. */
    @OneToMany(mappedBy = "product", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id.currencyCode")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    private List<Price> prices = new ArrayList<>();

    protected Product() {}

    public Product(String name, Country origin) {
        this.name = name;
        this.origin = origin;
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public Country getOrigin() {
        return origin;
    }

    public List<Price> getPrices() {
        return Collections.unmodifiableList(prices);
    }

    /** The product is now sold in this currency too. */
    public Price addPrice(Currency currency, BigDecimal amount) {
        Price price = new Price(this, currency, amount);
        prices.add(price);
        return price;
    }

    @Override
    public String toString() {
        return name;
    }
}
