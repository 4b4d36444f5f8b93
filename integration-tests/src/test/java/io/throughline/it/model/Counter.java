package io.throughline.it.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** The smallest cached entity: it has no version, so only the row itself could tell two of its states apart. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Counter {

    @Id
    public Long id;

    public long amount;

    protected Counter() {}

    public Counter(long id, long amount) {
        this.id = id;
        this.amount = amount;
    }
}
