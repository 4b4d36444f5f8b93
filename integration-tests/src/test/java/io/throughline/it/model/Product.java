package io.throughline.it.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A versioned entity with two cached collections. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Product {

    @Id
    public Long id;

    @Version
    public int version;

    public String name;
    public BigDecimal price;

    @ElementCollection
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public Set<String> tags = new HashSet<>();

    @OneToMany(mappedBy = "product", cascade = CascadeType.ALL, orphanRemoval = true)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public List<Review> reviews = new ArrayList<>();

    protected Product() {}

    public Product(long id, String name) {
        this.id = id;
        this.name = name;
        this.price = new BigDecimal("1.50");
    }
}
