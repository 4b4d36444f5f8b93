package io.throughline.tracing;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Who makes the traces of one session factory's cache: nobody, until somebody is bound. Safe for all threads. */
public final class Tracing {

    private final AtomicReference<@Nullable Tracer> bound = new AtomicReference<>();

    /** {@code null} if nobody. */
    public @Nullable Tracer tracer() {
        return bound.get();
    }

    /** That of the calling thread. */
    public Trace current() {
        Tracer tracer = bound.get();
        return tracer == null ? Trace.NONE : tracer.current();
    }

    /** @throws IllegalStateException if somebody else is bound: each span would be there twice */
    public void bind(Tracer tracer) {
        if (!bound.compareAndSet(null, tracer)) {
            throw new IllegalStateException(
                    "This session factory's cache is traced already; accepted: one tracing for each session factory, closed before another is bound");
        }
    }

    /** Nobody from now on, if it was this one. */
    public void unbind(Tracer tracer) {
        bound.compareAndSet(tracer, null);
    }
}
