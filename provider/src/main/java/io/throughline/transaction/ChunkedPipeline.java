package io.throughline.transaction;

import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of any length that holds no more than a chunk: a full chunk is sent, and released, before the next call is made. A chunk is {@link
 * Pipeline#CHUNK} calls, or as many as amount to {@link #MOST_BYTES}. If a chunk gets no answer, the remaining chunks are not sent, and their calls
 * fail.
 */
final class ChunkedPipeline {

    /** Bytes of arguments that Redis and its client hold at once. */
    static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Function<PlannedPipeline, PlannedPipeline.Outcome> run;
    private final List<Runnable> failed = new ArrayList<>();
    private PlannedPipeline chunk = new PlannedPipeline();
    private long bytes;
    private boolean broken;
    private @Nullable Throwable failure;

    /** @param run one chunk; never throws */
    ChunkedPipeline(Function<PlannedPipeline, PlannedPipeline.Outcome> run) {
        this.run = run;
    }

    /** Adds a call that counts as done when Redis has answered it. */
    void add(Call call, Consumer<Reply> whenDone, Runnable whenFailed) {
        if (broken) {
            failed.add(whenFailed);
            return;
        }
        long length = 0;
        for (byte[] argument : call.arguments()) {
            length += argument.length;
        }
        if (!chunk.isEmpty() && (chunk.size() == Pipeline.CHUNK || bytes + length > MOST_BYTES)) {
            flush();
            add(call, whenDone, whenFailed);
            return;
        }
        bytes += length;
        chunk.add(call, whenDone, whenFailed);
    }

    /** Whether nothing more is sent, so that calls that are costly to make need not be made. */
    boolean isBroken() {
        return broken;
    }

    /** Sends what has not been sent yet. */
    void flush() {
        PlannedPipeline full = chunk;
        chunk = new PlannedPipeline();
        bytes = 0;
        if (full.isEmpty()) {
            return;
        }
        PlannedPipeline.Outcome outcome = run.apply(full);
        failed.addAll(outcome.failed());
        if (outcome.failure() != null) {
            failure = outcome.failure();
        }
        broken = outcome.unanswered();
    }

    /** The outcome of everything that was sent. */
    PlannedPipeline.Outcome outcome() {
        return new PlannedPipeline.Outcome(failed, failure, broken);
    }
}
