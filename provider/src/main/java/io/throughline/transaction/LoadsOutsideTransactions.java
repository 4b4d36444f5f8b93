package io.throughline.transaction;

import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.metrics.Undeterred;
import io.throughline.near.Named;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts what sessions load outside transactions. There is no commit with which to send it, so loads are gathered for a moment and sent in
 * one pipeline, off the caller's thread. It is bounded: when too many loads wait, further ones are dropped, which costs misses.
 */
public final class LoadsOutsideTransactions {

    private static final long MOMENT_MILLIS = 10;
    private static final int MOST_WAITING = 10_000;

    private final Pipeline pipeline;
    private final ScheduledExecutorService scheduler;
    private final CacheActivity activity;
    private final ServerClocks clock;
    private final Function<Named, CompletionStage<Void>> called;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private record Waiting(@Nullable EntryAddress called, Call put, long asOf, RegionActivity region) {}

    public LoadsOutsideTransactions(
            Pipeline pipeline,
            ScheduledExecutorService scheduler,
            CacheActivity activity,
            ServerClocks clock,
            Function<Named, CompletionStage<Void>> called) {
        this.called = called;
        this.clock = clock;
        this.pipeline = pipeline;
        this.scheduler = scheduler;
        this.activity = activity;
    }

    /**
     * @param called what to name in a call to the members if the put replaces something; {@code null}: nobody is called
     * @param asOf of the put: the put is dropped if it becomes void meanwhile
     * @param region counts the result
     * @return whether it waits to be put
     */
    boolean add(@Nullable EntryAddress called, Call put, long asOf, RegionActivity region) {
        if (count.get() >= MOST_WAITING) {
            return false;
        }
        waiting.add(new Waiting(called, put, asOf, region));
        if (count.getAndIncrement() == 0) {
            schedule();
        }
        return true;
    }

    /** Called with every heartbeat, in case the task that was to send has ended with an Error. */
    public void goOn() {
        if (!waiting.isEmpty()) {
            send();
        }
    }

    private void schedule() {
        try {
            scheduler.schedule(
                    Undeterred.of("puts of loads outside transactions", this::send),
                    MOMENT_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            CacheMessages.LOG.failed("puts of loads outside transactions", "the session factory is closed");
        }
    }

    private void send() {
        List<Waiting> puts = new ArrayList<>();
        int taken = 0;
        try {
            for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                taken++;
                if (!clock.isVoid(next.asOf())) {
                    puts.add(next);
                }
            }
        } finally {
            if (count.addAndGet(-taken) > 0) {
                schedule();
            }
        }
        if (puts.isEmpty()) {
            return;
        }
        pipeline.send(puts.stream().map(Waiting::put).toList()).whenComplete((replies, failure) -> {
            if (failure != null) {
                activity.redisFailed();
                puts.forEach(put -> put.region().count(RegionActivity.Put.FAILED));
                CacheMessages.LOG.failed(puts.size() + " puts of loads outside transactions", failure.getMessage());
            } else {
                Named replaced = new Named();
                for (int i = 0; i < puts.size(); i++) {
                    EntryAddress to = puts.get(i).called();
                    if (to != null && replies.get(i).is(Reply.REPLACED)) {
                        replaced.entry(to);
                    }
                    puts.get(i)
                            .region()
                            .count(RegionActivity.Put.of(replies.get(i).outcome()));
                }
                called.apply(replaced);
            }
        });
    }
}
