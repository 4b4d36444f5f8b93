package io.throughline.it.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** An element of a cached collection, itself cached, without a version. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Review {

    @Id
    public Long id;

    public String text;

    @ManyToOne(fetch = FetchType.LAZY)
    public Product product;

    protected Review() {}

    public Review(long id, Product product, String text) {
        this.id = id;
        this.product = product;
        this.text = text;
    }
}
