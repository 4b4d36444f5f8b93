package io.throughline.redis;

import io.throughline.protocol.Call;
import io.throughline.protocol.Evaluation;
import io.throughline.protocol.Program;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.protocol.Time;

/**
 * Calls that are under way at the same time: one EVALSHA to each master of their keys, or a few in one write, in one round trip.
 *
 * <ol>
 *   <li>A call whose keys are in several slots (a region's stripes in a cluster) is split into one for each slot. In a cluster, one
 *       EVALSHA covers only one slot.
 *   <li>If a server refuses a call because it does not know the program, after a restart or a failover, the call is repeated after the program has been loaded.
 *   <li>If a call did not run because its slot was being moved, or no server had the slot, it is repeated until the pipeline's time is over.
 *   <li>After any other failure, a call is not repeated, because it may have run.
 * </ol>
 */
final class Dispatch {

    private static final int MOST_LESSONS = 2;
    private static final long MOMENT_MILLIS = 10;

    private final Topology topology;
    private final Masters masters;
    private final MasterCommand.Executors executors;
    private final Program program;
    private final Samples samples;
    private final Acknowledgement acknowledgement;
    private final long timeoutMillis;
    private final int calls;
    private final List<Part> parts = new ArrayList<>();
    private final long end;

    /** Takes the samples of a master's clock that come with its replies. */
    @FunctionalInterface
    interface Samples {
        /**
         * @param askedAt local time before the replies were requested
         * @param first microseconds of the master's clock, from the first reply
         * @param last the same, from the last reply
         */
        void sample(Master master, long askedAt, long first, long last);
    }

    /**
     * Whether replicas have acknowledged what some calls have done.
     *
     * @param replicas how many replicas of each master; 0: none is asked
     * @param of the scripts whose calls must be acknowledged
     * @param timeoutMillis how long to wait for the replicas
     */
    record Acknowledgement(int replicas, Set<Script> of, long timeoutMillis) {

        boolean isWanted(Part part) {
            return replicas > 0 && of.contains(part.call.script());
        }

        boolean isWantedForAny(List<Part> parts) {
            if (replicas > 0) {
                for (Part part : parts) {
                    if (isWanted(part)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    Dispatch(
            Topology topology,
            Masters masters,
            MasterCommand.Executors executors,
            Program program,
            Samples samples,
            Acknowledgement acknowledgement,
            List<Call> calls,
            long timeoutMillis) {
        this.executors = executors;
        this.acknowledgement = acknowledgement;
        this.topology = topology;
        this.masters = masters;
        this.program = program;
        this.samples = samples;
        this.timeoutMillis = timeoutMillis;
        this.calls = calls.size();
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        for (int i = 0; i < calls.size(); i++) {
            cut(i, calls.get(i));
        }
    }

    private void cut(int number, Call call) {
        if (!topology.isCluster() || call.keys().size() == 1) {
            parts.add(new Part(number, call, slot(call.keys().get(0))));
            return;
        }
        Map<Integer, List<String>> bySlot = new TreeMap<>();
        call.keys()
                .forEach(key -> bySlot.computeIfAbsent(slot(key), s -> new ArrayList<>())
                        .add(key));
        bySlot.forEach(
                (slot, keys) -> parts.add(new Part(number, new Call(call.script(), keys, call.arguments()), slot)));
    }

    private int slot(String key) {
        return topology.slot(topology.mapped(key));
    }

    /**
     * Sends the calls.
     *
     * @return completes when nothing more will come; a caller that waits no longer than {@link #limitMillis} still gets {@link #replies}
     */
    CompletableFuture<Void> send() {
        return round(parts);
    }

    /** How long to wait. If a master has not answered by then, the others' replies are used without it. */
    long limitMillis() {
        return timeoutMillis + (acknowledgement.isWantedForAny(parts) ? acknowledgement.timeoutMillis() : 0);
    }

    /**
     * The replies that are known by now.
     *
     * @return a reply to each call. The reply to a call in several slots is the least outcome, or a failure if one slot has failed. If only some
     *     masters did not answer, the replies to their calls have failed with {@link RedisUnavailableException}
     * @throws RedisUnavailableException if no master has answered anything
     */
    List<Reply> replies() {
        long limit = limitMillis();
        Reply[] replies = new Reply[calls];
        RedisUnavailableException why = null;
        boolean answered = false;
        for (Part part : parts) {
            Reply known = known(part, limit);
            if (known.failure() instanceof RedisUnavailableException unavailable) {
                why = why == null ? unavailable : why;
            } else {
                answered = true;
            }
            replies[part.number] = joined(replies[part.number], known);
        }
        if (why != null && !answered) {
            throw why;
        }
        return List.of(replies);
    }

    private static Reply known(Part part, long limit) {
        Reply reply = part.reply;
        if (reply == null) {
            return Reply.failed(new RedisUnavailableException("no answer within " + limit + " ms", null));
        }
        return reply.failure() == null || reply.failure() instanceof RedisUnavailableException
                ? reply
                : Reply.failed(Failures.refused(reply.failure()));
    }

    private static Reply joined(@Nullable Reply one, Reply other) {
        if (one == null || other.failure() != null) {
            return other;
        }
        if (one.failure() != null) {
            return one;
        }
        return Reply.of(Math.min(one.outcome(), other.outcome()), Math.max(one.serverTime(), other.serverTime()));
    }

    private CompletableFuture<Void> round(List<Part> some) {
        Map<Master, List<Part>> byMaster = new LinkedHashMap<>();
        for (Part part : some) {
            Master master = masters.ofSlot(part.slot);
            if (master == null) {
                part.notNow(new RedisUnavailableException("no server has slot " + part.slot + " at the moment", null));
            } else {
                byMaster.computeIfAbsent(master, m -> new ArrayList<>()).add(part);
            }
        }
        List<CompletableFuture<Void>> sent = new ArrayList<>(byMaster.size());
        byMaster.forEach((master, its) -> sent.add(send(master, its)));
        CompletableFuture<Void> all =
                sent.size() == 1 ? sent.get(0) : CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
        return all.thenCompose(ignored -> repeat(some));
    }

    private CompletableFuture<Void> repeat(List<Part> some) {
        List<Part> again = List.of();
        boolean later = false;
        for (Part part : some) {
            boolean untaught = part.isUntaught() && part.lessons++ < MOST_LESSONS;
            boolean passing = part.passing && System.nanoTime() - end < 0;
            if (untaught || passing) {
                again = again.isEmpty() ? new ArrayList<>() : again;
                again.add(part);
                later |= passing;
            }
        }
        if (again.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Part> these = again;
        return later
                ? CompletableFuture.supplyAsync(() -> round(these), inAMoment()).thenCompose(stage -> stage)
                : round(these);
    }

    private static Executor inAMoment() {
        return CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> send(Master master, List<Part> its) {
        try {
            List<Errand> errands = errands(its);
            boolean wait = acknowledgement.isWantedForAny(its);
            boolean teach = areToBeTaught(its);
            return errands.size() == 1 && !topology.isCluster() && !wait && !teach
                    ? sendAlone(master, errands.get(0))
                    : sendTogether(master, its, errands, wait, teach);
        } catch (RuntimeException e) { // the client may throw instead of returning a failed future
            its.forEach(part -> part.reply = Reply.failed(Failures.unavailable(e)));
            return CompletableFuture.completedFuture(null);
        }
    }

    private static boolean areToBeTaught(List<Part> its) {
        for (Part part : its) {
            if (part.lessons > 0) {
                return true;
            }
        }
        return false;
    }

    private List<Errand> errands(List<Part> its) {
        if (!topology.isCluster()) {
            return Errand.cut(its);
        }
        Map<Integer, List<Part>> bySlot = new LinkedHashMap<>();
        its.forEach(part ->
                bySlot.computeIfAbsent(part.slot, s -> new ArrayList<>()).add(part));
        List<Errand> errands = new ArrayList<>(bySlot.size());
        bySlot.values().forEach(parts -> errands.addAll(Errand.cut(parts)));
        return errands;
    }

    /** Sends a command of its own, which shares its connection with others. */
    private CompletableFuture<Void> sendAlone(Master master, Errand errand) {
        long askedAt = master.clock().localTime();
        Supplier<CompletableFuture<List<Object>>> work =
                () -> MasterCommand.evaluate(executors.of(timeoutMillis), topology, master, program, errand.evaluation);
        errand.answer = areDispensable(errand.parts)
                ? master.contact().sendDispensable(work)
                : master.contact().send(work);
        return errand.answer.handle((ignored, failure) -> {
            answered(master, askedAt, List.of(errand), null);
            return null;
        });
    }

    private CompletableFuture<Void> sendTogether(
            Master master, List<Part> its, List<Errand> errands, boolean wait, boolean teach) {
        MasterBatch batch =
                new MasterBatch(topology, master, timeoutMillis + (wait ? acknowledgement.timeoutMillis() : 0), false);
        if (teach) {
            batch.load(program);
        }
        // in a cluster a reply may come from another server than the one that was asked
        CompletableFuture<Time> time = topology.isCluster() ? batch.time() : null;
        errands.forEach(errand -> errand.answer = batch.evaluate(program, errand.evaluation));
        CompletableFuture<Integer> replicas = wait
                ? batch.waitFor(acknowledgement.replicas(), acknowledgement.timeoutMillis())
                : CompletableFuture.completedFuture(acknowledgement.replicas());
        long askedAt = master.clock().localTime();
        return (areDispensable(its) ? batch.sendDispensable() : batch.send()).handle((ignored, failure) -> {
            answered(master, askedAt, errands, failure);
            if (time != null && time.isDone() && !time.isCompletedExceptionally()) {
                long micros = RedissonPipeline.micros(time.join());
                samples.sample(master, askedAt, micros, micros);
            }
            its.stream()
                    .filter(acknowledgement::isWanted)
                    .forEach(part -> part.acknowledged(replicas, acknowledgement.replicas()));
            return null;
        });
    }

    private static boolean areDispensable(List<Part> parts) {
        for (Part part : parts) {
            if (!part.call.isDispensable()) {
                return false;
            }
        }
        return true;
    }

    private void answered(Master master, long askedAt, List<Errand> errands, @Nullable Throwable failure) {
        long first = 0;
        long last = 0;
        for (Errand errand : errands) {
            long time = errand.answered(failure);
            first = first == 0 ? time : first;
            last = time == 0 ? last : time;
            for (Part part : errand.parts) {
                if (part.wasRefusedAsAWrite()) {
                    master.contact().lost(); // it still serves reads, but does not hear of any change
                }
            }
        }
        if (last != 0 && !topology.isCluster()) {
            samples.sample(master, askedAt, first, last);
        }
    }

    /** The parts that go in one EVALSHA. */
    private static final class Errand {
        private final List<Part> parts;
        private final Evaluation evaluation;
        private @Nullable CompletableFuture<List<Object>> answer;

        private Errand(List<Part> parts, Evaluation evaluation) {
            this.parts = parts;
            this.evaluation = evaluation;
        }

        static List<Errand> cut(List<Part> parts) {
            List<Call> calls = new ArrayList<>(parts.size());
            for (Part part : parts) {
                calls.add(part.call);
            }
            List<Evaluation> evaluations = Evaluation.cut(calls);
            List<Errand> errands = new ArrayList<>(evaluations.size());
            int from = 0;
            for (Evaluation evaluation : evaluations) {
                int to = from + evaluation.calls().size();
                errands.add(new Errand(parts.subList(from, to), evaluation));
                from = to;
            }
            return errands;
        }

        /**
         * @param failure of the batch that it was sent with, {@code null} if it had none
         * @return the server's time, 0 if it did not run
         */
        long answered(@Nullable Throwable failure) {
            CompletableFuture<List<Object>> its = Objects.requireNonNull(answer);
            if (!its.isDone() || its.isCompletedExceptionally()) {
                parts.forEach(part -> part.failed(its, failure));
                return 0;
            }
            List<Object> reply = its.join();
            long time = (Long) reply.get(0);
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).answered(reply.get(i + 1), time);
            }
            return time;
        }
    }

    /** The part of a call in one slot. It is written by one thread at a time: the thread of the last reply, or the sender's. */
    private static final class Part {
        private final int number;
        private final Call call;
        private final int slot;
        private int lessons;
        private boolean passing;
        private volatile @Nullable Reply reply;

        Part(int number, Call call, int slot) {
            this.number = number;
            this.call = call;
            this.slot = slot;
        }

        boolean isUntaught() {
            return reply != null && reply.failure() instanceof RedisNoScriptException;
        }

        boolean wasRefusedAsAWrite() {
            return reply != null && reply.failure() != null && Failures.takesNoWrites(reply.failure());
        }

        void notNow(Throwable why) {
            passing = true;
            reply = Reply.failed(Failures.unavailable(why));
        }

        /** If too few replicas have acknowledged it, it counts as not done. */
        void acknowledged(CompletableFuture<Integer> replicas, int wanted) {
            if (reply != null && reply.failure() == null) {
                int have = replicas.isDone() && !replicas.isCompletedExceptionally() ? replicas.join() : 0;
                if (have < wanted) {
                    reply = Reply.failed(new RedisUnavailableException(
                            have + " of " + wanted + " replicas have acknowledged it (replicas_to_ack)", null));
                }
            }
        }

        /** @param outcome a number, or the text of an error */
        void answered(Object outcome, long serverTime) {
            passing = false;
            if (outcome instanceof Long number) {
                reply = Reply.of(number, serverTime);
            } else if (outcome instanceof List<?> list) {
                reply = Reply.of(list, serverTime);
            } else {
                failed(Failures.said((byte[]) outcome));
            }
        }

        /** @param failure of the batch that it was sent with, {@code null} if it had none */
        void failed(CompletableFuture<?> answer, @Nullable Throwable failure) {
            passing = false;
            if (answer.isDone()) {
                failed(Failures.of(answer));
            } else if (failure != null && Failures.wasNotSent(failure)) {
                reply = Reply.failed(Failures.unavailable(failure));
            } else { // refused, for a temporary reason: the client leaves it open
                notNow(failure == null ? new IllegalStateException("no answer") : failure);
            }
        }

        private void failed(Throwable why) {
            if (Failures.passes(why)) {
                notNow(why);
            } else {
                reply = Reply.failed(Failures.isAnswer(why) ? why : Failures.unavailable(why));
            }
        }
    }
}
