package io.throughline.demo.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.Locale;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** A country of ISO 3166. Its id is the two-letter code. Its three-letter code is a natural id, whose resolution to the country is cached as well. */
@Entity
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
@NaturalIdCache
public class Country {

    @Id
    @Column(length = 2)
    private String code;

    @NaturalId
    @Column(length = 3, nullable = false)
    private String alpha3;

    @Column(nullable = false)
    private String name;

    /** Antarctica has none. */
    @ManyToOne(fetch = FetchType.LAZY)
    private Currency currency;

    protected Country() {}

    /** A country as the JDK knows it; the currency must have been stored. */
    public Country(Locale iso, Currency currency) {
        this.code = iso.getCountry();
        this.alpha3 = iso.getISO3Country();
        this.name = iso.getDisplayCountry(Locale.ENGLISH);
        this.currency = currency;
    }

    public String getCode() {
        return code;
    }

    public String getAlpha3() {
        return alpha3;
    }

    public String getName() {
        return name;
    }

    public Currency getCurrency() {
        return currency;
    }

    @Override
    public String toString() {
        return code;
    }
}
