package io.throughline.it.relay;

/** The work of a count, which may fail in its own way. */
@FunctionalInterface
public interface ThrowingRunnable<E extends Exception> {

    void run() throws E;
}
