package io.throughline.demo.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Locale;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;

/** A currency of ISO 4217. It never changes, so it is read-only: Hibernate itself refuses an update. */
@Entity
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
public class Currency {

    @Id
    @Column(length = 3)
    private String code;

    @Column(nullable = false)
    private String name;

    /** Fraction digits of an amount: 2 for euros, 0 for yen, 3 for Kuwaiti dinars. */
    private int fractionDigits;

    protected Currency() {}

    /** A currency as the JDK knows it. */
    public Currency(java.util.Currency iso) {
        this.code = iso.getCurrencyCode();
        this.name = iso.getDisplayName(Locale.ENGLISH);
        this.fractionDigits = iso.getDefaultFractionDigits();
    }

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }

    public int getFractionDigits() {
        return fractionDigits;
    }

    @Override
    public String toString() {
        return code;
    }
}
