package io.throughline.it.servers;

import java.util.function.Supplier;

/**
 * Made once, on first use. A failure is remembered too: a server that does not start would otherwise cost every test
 * class its own time-out, and a static initialiser would show the cause only to the first of them.
 */
final class Lazy<T> {

    private final Supplier<T> make;
    private T value;
    private RuntimeException failure;

    Lazy(Supplier<T> make) {
        this.make = make;
    }

    synchronized T get() {
        if (failure != null) {
            throw new IllegalStateException("failed before: " + failure.getMessage(), failure);
        }
        if (value == null) {
            try {
                value = make.get();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return value;
    }
}
