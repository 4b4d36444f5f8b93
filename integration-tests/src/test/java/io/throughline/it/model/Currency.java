package io.throughline.it.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;

/** Cached as READ_ONLY. */
@Entity
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
public class Currency {

    @Id
    public String code;

    public int digits;

    protected Currency() {}

    public Currency(String code, int digits) {
        this.code = code;
        this.digits = digits;
    }
}
