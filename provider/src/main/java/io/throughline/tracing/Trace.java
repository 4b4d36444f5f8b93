package io.throughline.tracing;

import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's trace as of the moment that it was asked for. Whatever is added to it, on whatever thread, is a child of what was under way then.
 */
public interface Trace {

    /** Where nobody traces: nothing is done. */
    Trace NONE = NoTrace.NONE;

    /**
     * A pipeline is about to be run on the calling thread.
     *
     * @param redis knows what server it goes to
     */
    Step begin(Phase phase, List<Call> calls, Pipeline redis);

    /**
     * A read has just been slow.
     *
     * @param keys what was read, records included
     * @param nanos how long it took
     * @param failure why nothing was read, {@code null} if it was
     * @param redis knows what server they lie on
     */
    void slowRead(List<String> keys, long nanos, @Nullable Throwable failure, Pipeline redis);

    /** A pipeline under way. */
    interface Step {

        /**
         * It is over.
         *
         * @param failed how many of its calls were not done as they should
         * @param failure why; {@code null} if Redis has answered all of them
         */
        void end(int failed, @Nullable Throwable failure);
    }
}
