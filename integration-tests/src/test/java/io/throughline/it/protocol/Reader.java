package io.throughline.it.protocol;

import io.throughline.protocol.Read;
import io.throughline.protocol.Reply;

/** A transaction that reads the row: from Redis, or from the database, then to put it. */
final class Reader {

    private final Row row;
    private long asOf;
    private long knownThen;
    private long loaded;

    Reader(Row row) {
        this.row = row;
    }

    void begins() {
        begins(0);
    }

    /** @param lag how far its clock, a lower bound, is behind the server's (microseconds) */
    void begins(long lag) {
        asOf = row.redis().time() - lag;
        knownThen = row.known();
    }

    /** Begins and is given the row, from Redis if that has it. */
    Given beginsAndGets() {
        begins();
        Given hit = reads();
        return hit == null ? loads() : hit;
    }

    /** A hit, or {@code null}. */
    Given reads() {
        Read read = Read.of(row.redis().read(row.entry()), asOf, Items.SHAPE);
        return read.miss() == null ? given(read.body().getLong()) : null;
    }

    /** From the database: after a miss, or at once as a query does. */
    Given loads() {
        loaded = row.value();
        return given(loaded);
    }

    /** Puts what it has loaded. */
    boolean puts() {
        return row.run(Arguments.retention(
                        row.operations().putLoaded(row.entry(), Items.unversioned(loaded), asOf, 0), row.retention()))
                .is(Reply.PUT);
    }

    long loaded() {
        return loaded;
    }

    private Given given(long value) {
        row.know(value);
        return new Given(value, knownThen);
    }
}
