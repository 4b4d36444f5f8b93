package io.throughline.tracing;

/** Makes spans. Called on the threads that work: must not wait, and not throw. */
public interface Tracer {

    /** The trace that the calling thread is in. */
    Trace current();

    /** From how many nanoseconds on a read is slow. */
    long slowReadNanos();
}
