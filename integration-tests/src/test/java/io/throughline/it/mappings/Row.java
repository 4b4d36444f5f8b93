package io.throughline.it.mappings;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;

/** What most of the entities here have in common. */
@MappedSuperclass
abstract class Row {
    @Id
    Long id;

    @Version
    Integer version;
}
