package io.throughline.it.stress;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

/** A row whose amount only ever grows, which tells which of two states is older. */
@MappedSuperclass
public abstract class Tally {

    @Id
    public Long id;

    public long amount;
}
