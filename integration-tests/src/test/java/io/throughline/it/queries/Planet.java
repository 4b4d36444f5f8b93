package io.throughline.it.queries;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity(name = "Planet")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Planet {

    @Id
    public Long id;

    @Version
    public int version;

    public String name;

    protected Planet() {}

    public Planet(long id, String name) {
        this.id = id;
        this.name = name;
    }
}
