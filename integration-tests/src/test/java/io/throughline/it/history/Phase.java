package io.throughline.it.history;

/**
 * A fault's part of a run, in nanoseconds of the common clock: the fault lasts from {@code begun} to {@code over}; after that the workers
 * go on until {@code ended}.
 */
record Phase(Fault fault, long begun, long over, long ended, AtRest atRest) {

    /** The same, compared at rest. */
    Phase with(AtRest compared) {
        return new Phase(fault, begun, over, ended, compared);
    }

    boolean contains(long time) {
        return begun <= time && time < ended;
    }
}
