package io.throughline.it.stress;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

/** A row whose amount only ever grows, so that of two states one can say which is older. */
@MappedSuperclass
public abstract class Tally {

    @Id
    public Long id;

    public long amount;
}
