package io.throughline.it.protocol;

/**
 * What a reader was given.
 *
 * @param value the row's
 * @param known the greatest value that a commit had returned, or any reader had been given, before this reader began
 */
record Given(long value, long known) {

    boolean isStale() {
        return value < known;
    }
}
