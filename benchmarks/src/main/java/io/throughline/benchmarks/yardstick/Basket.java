package io.throughline.benchmarks.yardstick;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** The owner of a collection. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Basket {

    @Id
    Long id;

    @ManyToMany
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    List<Item> items = new ArrayList<>();

    protected Basket() {}

    Basket(long id) {
        this.id = id;
    }
}
