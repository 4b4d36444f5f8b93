package io.throughline.it.golden;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Its id has two parts, its version is a point in time, and it has collections, which the database returns in a fixed order. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Drawer {

    @Embeddable
    static class Place implements Serializable {
        String room;
        int number;

        Place() {}

        Place(String room, int number) {
            this.room = room;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.room.equals(room) && place.number == number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(room, number);
        }
    }

    @Embeddable
    record Note(String text, Integer page) {}

    @EmbeddedId
    Place place;

    @Version
    Instant changed;

    @ElementCollection
    @OrderBy
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    Set<String> labels = new HashSet<>();

    @ElementCollection
    @OrderColumn
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    List<Note> notes = new ArrayList<>();

    @ElementCollection
    @MapKeyColumn
    @OrderBy
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    Map<String, Integer> counts = new HashMap<>();

    @ManyToMany
    @OrderBy("id")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    Set<Specimen> specimens = new HashSet<>();
}
