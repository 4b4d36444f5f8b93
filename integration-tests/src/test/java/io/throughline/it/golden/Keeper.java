package io.throughline.it.golden;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** Found by a natural id of two attributes; one of a hierarchy; without a version. */
@Entity
@Cacheable
@NaturalIdCache
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
@DiscriminatorColumn(name = "kind")
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Keeper {

    @Id
    Long id;

    @NaturalId(mutable = true)
    @Column(nullable = false)
    String country;

    @NaturalId(mutable = true)
    @Column(nullable = false)
    int number;

    String name;

    Keeper() {}

    Keeper(long id, String country, int number, String name) {
        this.id = id;
        this.country = country;
        this.number = number;
        this.name = name;
    }
}
