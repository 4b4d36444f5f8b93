package io.throughline.tracing;

import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's trace at the moment when it was requested. Whatever is added to it, on any thread, is a child of the span that was current then.
 */
public interface Trace {

    /** Used if nobody traces: it does nothing. */
    Trace NONE = NoTrace.NONE;

    /**
     * A pipeline is about to be run on the calling thread.
     *
     * @param redis tells to which server it goes
     */
    Step begin(Phase phase, List<Call> calls, Pipeline redis);

    /**
     * A read has just been slow.
     *
     * @param keys the keys that were read, including those of records
     * @param nanos how long it took
     * @param failure why nothing was read, {@code null} if it was
     * @param redis tells on which server the keys are
     */
    void slowRead(List<String> keys, long nanos, @Nullable Throwable failure, Pipeline redis);

    /** A pipeline under way. */
    interface Step {

        /**
         * It has ended.
         *
         * @param failed how many of its calls were not done
         * @param failure why; {@code null} if Redis has answered all of them
         */
        void end(int failed, @Nullable Throwable failure);
    }
}
