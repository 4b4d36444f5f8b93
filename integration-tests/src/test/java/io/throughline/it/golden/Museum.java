package io.throughline.it.golden;

import jakarta.persistence.Entity;

/** The second of its hierarchy. */
@Entity
class Museum extends Keeper {

    Integer rooms;

    Museum() {}

    Museum(long id, String country, int number, String name, Integer rooms) {
        super(id, country, number, name);
        this.rooms = rooms;
    }
}
