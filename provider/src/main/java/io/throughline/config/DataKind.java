package io.throughline.config;

/** What an entry of a region holds. */
public enum DataKind {
    /** An entity's state. */
    ENTITY,
    /** A collection's elements or their ids. */
    COLLECTION,
    /** The id that a natural id resolves to. */
    NATURAL_ID,
    /** A query's result. */
    QUERY
}
