package io.throughline.tracing;

import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does nothing, and allocates nothing. */
enum NoTrace implements Trace, Trace.Step {
    NONE;

    @Override
    public Step begin(Phase phase, List<Call> calls, Pipeline redis) {
        return this;
    }

    @Override
    public void slowRead(List<String> keys, long nanos, @Nullable Throwable failure, Pipeline redis) {
        // nobody traces
    }

    @Override
    public void end(int failed, @Nullable Throwable failure) {
        // nobody traces
    }
}
