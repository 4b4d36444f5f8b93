package io.throughline.it.queries;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.HashSet;
import java.util.Set;

/** Not cached itself: only queries over it are. */
@Entity(name = "Satellite")
public class Satellite {

    @Id
    public Long id;

    public String name;

    public Long planet;

    @ElementCollection
    public Set<String> uses = new HashSet<>();

    protected Satellite() {}

    public Satellite(long id, String name, long planet) {
        this.id = id;
        this.name = name;
        this.planet = planet;
    }
}
