package io.throughline.it.history;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

/** A row that holds the name of the transaction that wrote it last, so that each state's writer is known. */
@MappedSuperclass
public abstract class Row {

    @Id
    public Long id;

    public String mark;
}
