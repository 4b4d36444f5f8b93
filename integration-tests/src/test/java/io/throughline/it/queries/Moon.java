package io.throughline.it.queries;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity(name = "Moon")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Moon {

    @Id
    public Long id;

    public String name;

    @ManyToOne(fetch = FetchType.LAZY)
    public Planet planet;

    protected Moon() {}

    public Moon(long id, String name, Planet planet) {
        this.id = id;
        this.name = name;
        this.planet = planet;
    }
}
