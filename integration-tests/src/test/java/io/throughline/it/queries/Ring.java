package io.throughline.it.queries;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Refers to its planet eagerly. */
@Entity(name = "Ring")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Ring {

    @Id
    public Long id;

    @ManyToOne(fetch = FetchType.EAGER)
    public Planet planet;

    protected Ring() {}

    public Ring(long id, Planet planet) {
        this.id = id;
        this.planet = planet;
    }
}
