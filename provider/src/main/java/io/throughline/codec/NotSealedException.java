package io.throughline.codec;

/** A state must be sealed, but the servers' clocks, which date a seal, are not known. For a moment nothing is stored. */
public final class NotSealedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotSealedException() {
        super("the clock of the Redis server is not known", null, false, false);
    }
}
