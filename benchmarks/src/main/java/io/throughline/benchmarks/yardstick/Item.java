package io.throughline.benchmarks.yardstick;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A row as most are. */
@Entity
@Table(indexes = @Index(columnList = "shelf"))
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Item {

    @Id
    Long id;

    String name;
    BigDecimal price;
    Instant since;
    int stock;
    int shelf;

    protected Item() {}

    /** @param shelf a hundred of them lie on each */
    Item(long id, int shelf) {
        this.id = id;
        this.name = "Item number " + id;
        this.price = BigDecimal.valueOf(id, 2);
        this.since = Instant.ofEpochSecond(1_700_000_000L + id);
        this.shelf = shelf;
    }
}
