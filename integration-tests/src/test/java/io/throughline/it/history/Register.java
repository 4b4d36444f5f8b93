package io.throughline.it.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One row, or one collection: something that holds one state at a time, each written by one transaction. */
record Register(Kind kind, long id) implements Comparable<Register> {

    private static final long ROWS = 3; // of each kind: few, so that all are written at all times

    static List<Register> all() {
        List<Register> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (long id = 1; id <= ROWS; id++) {
                all.add(new Register(kind, id));
            }
        }
        return all;
    }

    /** Who changes it must be alone: all that share its row, and so its version. */
    Register lockedFirst() {
        return kind == Kind.MARKS ? new Register(Kind.BASKET, id) : this;
    }

    /** As it stands in logs and in the database. */
    String name() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
    }

    @Override
    public int compareTo(Register other) {
        return name().compareTo(other.name());
    }
}
