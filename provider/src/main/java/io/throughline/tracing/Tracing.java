package io.throughline.tracing;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Holds the tracer of one session factory's cache. There is none until one is bound. It may be used by any thread. */
public final class Tracing {

    private final AtomicReference<@Nullable Tracer> bound = new AtomicReference<>();

    /** {@code null} if there is none. */
    public @Nullable Tracer tracer() {
        return bound.get();
    }

    /** The trace of the calling thread. */
    public Trace current() {
        Tracer tracer = bound.get();
        return tracer == null ? Trace.NONE : tracer.current();
    }

    /** @throws IllegalStateException if another tracer is bound: each span would be made twice */
    public void bind(Tracer tracer) {
        if (!bound.compareAndSet(null, tracer)) {
            throw new IllegalStateException(
                    "This session factory's cache is already traced; accepted: one tracing for each session factory; close it before you bind another");
        }
    }

    /** Unbinds this tracer, if it is the one that is bound. */
    public void unbind(Tracer tracer) {
        bound.compareAndSet(tracer, null);
    }
}
