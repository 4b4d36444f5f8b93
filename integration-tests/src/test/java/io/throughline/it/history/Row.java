package io.throughline.it.history;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

/** A row that holds the name of the transaction which wrote it last: of each state one can say who wrote it. */
@MappedSuperclass
public abstract class Row {

    @Id
    public Long id;

    public String mark;
}
