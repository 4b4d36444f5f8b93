package io.throughline.transaction;

import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts of what sessions load outside transactions: no commit will come to send them with, so they are gathered for a moment and go out in
 * one pipeline, off the caller's thread. Bounded: when too many wait, more are dropped, which costs misses.
 */
public final class LoadsOutsideTransactions {

    private static final long MOMENT_MILLIS = 10;
    private static final int MOST_WAITING = 10_000;

    private final Pipeline pipeline;
    private final ScheduledExecutorService scheduler;
    private final CacheActivity activity;
    private final ServerClocks clock;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private record Waiting(Call put, long asOf) {}

    public LoadsOutsideTransactions(
            Pipeline pipeline, ScheduledExecutorService scheduler, CacheActivity activity, ServerClocks clock) {
        this.clock = clock;
        this.pipeline = pipeline;
        this.scheduler = scheduler;
        this.activity = activity;
    }

    /**
     * @param asOf that the put goes by: it is dropped if that becomes void meanwhile
     * @return whether it waits to be put
     */
    boolean add(Call put, long asOf) {
        if (count.get() >= MOST_WAITING) {
            return false;
        }
        waiting.add(new Waiting(put, asOf));
        if (count.getAndIncrement() == 0) {
            schedule();
        }
        return true;
    }

    private void schedule() {
        try {
            scheduler.schedule(this::send, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            CacheMessages.LOG.failed("puts of loads outside transactions", "the session factory is closed");
        }
    }

    private void send() {
        List<Call> puts = new ArrayList<>();
        int taken = 0;
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            taken++;
            if (!clock.isVoid(next.asOf())) {
                puts.add(next.put());
            }
        }
        if (count.addAndGet(-taken) > 0) {
            schedule();
        }
        if (puts.isEmpty()) {
            return;
        }
        pipeline.send(puts).whenComplete((replies, failure) -> {
            if (failure != null) {
                activity.count(Event.REDIS_FAILED);
                CacheMessages.LOG.failed(puts.size() + " puts of loads outside transactions", failure.getMessage());
            } else {
                replies.forEach(reply -> activity.count(reply.is(Reply.PUT) ? Event.PUT_STORED : Event.PUT_REFUSED));
            }
        });
    }
}
