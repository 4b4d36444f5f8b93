package io.throughline.tracing;

/** Makes spans. Called on working threads: it must neither wait nor throw. */
public interface Tracer {

    /** The trace that the calling thread is in. */
    Trace current();

    /** The number of nanoseconds from which a read counts as slow. */
    long slowReadNanos();
}
