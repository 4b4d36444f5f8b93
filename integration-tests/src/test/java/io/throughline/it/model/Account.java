package io.throughline.it.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** An entity with a natural id that can change. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@NaturalIdCache
public class Account {

    @Id
    public Long id;

    @Version
    public long version;

    @NaturalId(mutable = true)
    public String number;

    public String owner;

    protected Account() {}

    public Account(long id, String number, String owner) {
        this.id = id;
        this.number = number;
        this.owner = owner;
    }
}
