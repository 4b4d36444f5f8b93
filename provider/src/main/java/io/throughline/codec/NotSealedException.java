package io.throughline.codec;

/** A state is to be sealed while nothing is known of the servers' clocks, by which a seal is dated: for a moment nothing is stored. */
public final class NotSealedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotSealedException() {
        super("the clock of the Redis server is not known", null, false, false);
    }
}
