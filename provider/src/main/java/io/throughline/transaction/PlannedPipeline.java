package io.throughline.transaction;

import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A pipeline under construction: calls, each with what to do when it has run successfully, and when it has not. */
final class PlannedPipeline {

    private final List<Call> calls = new ArrayList<>();
    private final List<Consumer<Reply>> done = new ArrayList<>();
    private final List<Runnable> failed = new ArrayList<>();
    private final List<Predicate<Reply>> asTheyShould = new ArrayList<>();

    /**
     * The outcome of the pipeline.
     *
     * @param failed what to do for the calls that were not done
     * @param failure why; {@code null} if Redis has answered all of them
     * @param unanswered whether nothing was answered
     */
    record Outcome(List<Runnable> failed, @Nullable Throwable failure, boolean unanswered) {

        /** For a message; {@code null} if Redis has answered all of them. */
        @Nullable
        String why() {
            return failure == null ? null : String.valueOf(failure.getMessage());
        }
    }

    /** A call that counts as done when Redis has answered it. */
    void add(Call call, Consumer<Reply> whenDone, Runnable whenFailed) {
        add(call, reply -> reply.failure() == null, whenDone, whenFailed);
    }

    /** @param asItShould whether the reply says that it was done */
    void add(Call call, Predicate<Reply> asItShould, Consumer<Reply> whenDone, Runnable whenFailed) {
        calls.add(call);
        asTheyShould.add(asItShould);
        done.add(whenDone);
        failed.add(whenFailed);
    }

    List<Call> calls() {
        return calls;
    }

    int size() {
        return calls.size();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Runs the pipeline, and what is to be done for the calls that have run; leaves the others to the caller. Never throws. */
    Outcome run(Pipeline pipeline) {
        List<Reply> replies;
        try {
            replies = pipeline.run(calls);
        } catch (Throwable e) { // even after an Error, what was not done must be owed
            return new Outcome(failed, e, true);
        }
        List<Runnable> notDone = new ArrayList<>();
        Throwable why = null;
        for (int i = 0; i < calls.size(); i++) {
            Reply reply = replies.get(i);
            if (asTheyShould.get(i).test(reply)) {
                done.get(i).accept(reply);
            } else {
                notDone.add(failed.get(i));
                why = reply.failure() == null ? why : reply.failure();
            }
        }
        return new Outcome(notDone, why, false);
    }
}
