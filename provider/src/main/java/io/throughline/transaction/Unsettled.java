package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.Undeterred;
import io.throughline.near.Named;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import io.throughline.protocol.Turns;
import io.throughline.transaction.Debts.Debt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What this node owes to Redis: entries that it has changed, or was to evict, while Redis could not be reached. Until they are settled, without an
 * item, the node neither reads nor puts in their stripes. Settlements are repeated off the callers' threads, with exponential backoff and jitter.
 * Their number is bounded: if a region has too many, the region is opened as a whole. What a transaction owes before its commit is not due until the
 * transaction has ended. Otherwise, a lock that is in place although its answer was lost would be removed too early.
 *
 * <p>Safe for all threads.
 */
public final class Unsettled {

    private static final String WHAT = "repeating what is owed to Redis";
    private static final int MOST_ENTRIES = 10_000;
    private static final int AT_A_TIME = 1000;
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 30_000;
    /** Much longer than the timeouts of all its pipelines together. */
    private static final long LONGEST_SETTLING_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final BooleanSupplier NOW = () -> true;

    private final Function<Named, CompletionStage<Void>> called;
    private final Operations operations;
    private final Pipeline pipeline;
    private final Token.Source tokens;
    private final ScheduledExecutorService scheduler;
    private final Debts<EntryAddress> entries = new Debts<>();
    private final Map<Stripe, Integer> stripes = new ConcurrentHashMap<>();
    private final Debts<RegionAddress> regions = new Debts<>();
    private final Debts<SpaceAddress> spaces = new Debts<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Turns settling = new Turns(LONGEST_SETTLING_NANOS, System::nanoTime);

    private volatile long delayMillis = FIRST_DELAY_MILLIS;

    /** The part of a region that is not read while something in it is owed. */
    private record Stripe(RegionAddress region, int number) {

        static Stripe of(EntryAddress entry) {
            return new Stripe(entry.region(), entry.stripe());
        }
    }

    /** @param called drops what is kept near of what is settled, on this node and on the members that are called */
    public Unsettled(
            Operations operations,
            Pipeline pipeline,
            Token.Source tokens,
            ScheduledExecutorService scheduler,
            Function<Named, CompletionStage<Void>> called) {
        this.called = called;
        this.operations = operations;
        this.pipeline = pipeline;
        this.tokens = tokens;
        this.scheduler = scheduler;
    }

    /** Whether everything may be read. */
    boolean owesNothing() {
        return entries.isEmpty() && regions.isEmpty();
    }

    /** Whether nothing may be read or put there. */
    boolean blocks(EntryAddress address) {
        return !(entries.isEmpty() && regions.isEmpty())
                && (stripes.containsKey(Stripe.of(address)) || regions.contains(address.region()));
    }

    /** Whether query results over the space must not be used, because other nodes do not know yet that it has changed. */
    boolean blocks(SpaceAddress space) {
        return spaces.contains(space);
    }

    /** How many entries, regions and spaces wait to be settled. */
    public int size() {
        return entries.size() + regions.size() + spaces.size();
    }

    /** @param token of the lock that may be in place */
    void add(EntryAddress address, Token token) {
        add(address, token, NOW);
    }

    /** @param due whether it may be settled; called by any thread, and finally true whatever happens */
    void add(EntryAddress address, Token token, BooleanSupplier due) {
        if (entries.size() >= MOST_ENTRIES) {
            addRegionInstead(address.region(), due);
            return;
        }
        entries.add(new Debt<>(address, token, due), () -> stripes.merge(Stripe.of(address), 1, Integer::sum));
        schedule();
    }

    /** What is owed for its entries becomes owed for the region. Committed changes are due now, the rest when the last of their transactions has ended. */
    private void addRegionInstead(RegionAddress region, BooleanSupplier due) {
        add(region, tokens.next(), due);
        List<EntryAddress> replaced =
                entries.all().stream().filter(entry -> entry.region() == region).toList();
        List<BooleanSupplier> later = new ArrayList<>();
        boolean now = false;
        for (EntryAddress entry : replaced) {
            for (Debt<EntryAddress> debt : entries.of(entry)) {
                if (debt.isDue()) {
                    now = true;
                } else {
                    later.add(debt.due());
                }
            }
        }
        if (now) {
            add(region, tokens.next());
        }
        if (!later.isEmpty()) {
            add(region, tokens.next(), () -> later.stream().allMatch(BooleanSupplier::getAsBoolean));
        }
        replaced.forEach(this::forget); // the region itself blocks by now
    }

    /** @param token of the closer that may be in place */
    void add(RegionAddress region, Token token) {
        add(region, token, NOW);
    }

    /** @param due as for an entry */
    void add(RegionAddress region, Token token, BooleanSupplier due) {
        regions.add(new Debt<>(region, token, due));
        schedule();
    }

    /** @param token of the mark that may be in place */
    void add(SpaceAddress space, Token token) {
        add(space, token, NOW);
    }

    /** @param due as for an entry */
    void add(SpaceAddress space, Token token, BooleanSupplier due) {
        spaces.add(new Debt<>(space, token, due));
        schedule();
    }

    /** What was owed with this token is done; what has been added since is not. */
    void changed(SpaceAddress space, Token token) {
        spaces.settled(space, token);
    }

    /** What was owed with this token is done; what has been added since is not. */
    void settled(EntryAddress address, Token token) {
        entries.settled(address, token, () -> release(Stripe.of(address)));
    }

    private void forget(EntryAddress address) {
        entries.forget(address, () -> release(Stripe.of(address)));
    }

    private void release(Stripe stripe) {
        stripes.computeIfPresent(stripe, (its, count) -> count == 1 ? null : count - 1);
    }

    /** What was owed with this token is done; what has been added since is not. */
    void opened(RegionAddress region, Token token) {
        regions.settled(region, token);
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            long jittered = delayMillis / 2 + ThreadLocalRandom.current().nextLong(delayMillis / 2 + 1);
            try {
                scheduler.schedule(this::settleScheduled, jittered, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                scheduled.set(false); // the session factory is closed: other nodes' locks and times to live remain
            } catch (Throwable e) { // no memory for a task: the next heartbeat asks again
                scheduled.set(false);
                throw e;
            }
        }
    }

    private void settleScheduled() {
        scheduled.set(false);
        Undeterred.of(WHAT, this::settle).run();
        goOn();
    }

    /** Also called with every heartbeat: what is owed is repeated until it is done, whatever happens to one repetition. */
    public void goOn() {
        if (size() > 0) {
            schedule();
        }
    }

    /** Redis answers again: what is owed is due now, before others read the entries. */
    public void contactReturned() {
        delayMillis = FIRST_DELAY_MILLIS;
        if (size() > 0) {
            try {
                scheduler.execute(Undeterred.of(WHAT, this::settle));
            } catch (RejectedExecutionException e) {
                CacheMessages.LOG.failed(WHAT, "the session factory is closed");
            }
        }
    }

    private void settle() {
        Turns.Turn turn = settling.take();
        if (turn == null) {
            return; // one is under way; the next is scheduled
        }
        try {
            settle(turn);
        } catch (Throwable e) {
            turn.end();
            throw e;
        }
    }

    private void settle(Turns.Turn turn) {
        List<Debt<EntryAddress>> due = entries.due();
        CompletionStage<Boolean> all = settleSome(List.of(), regions.due(), spaces.due());
        for (int from = 0; from < due.size(); from += AT_A_TIME) {
            List<Debt<EntryAddress>> some = due.subList(from, Math.min(due.size(), from + AT_A_TIME));
            // whatever happened to those before: their master may not answer while this one's does
            all = all.thenCompose(
                    before -> settleSome(some, List.of(), List.of()).thenApply(settled -> before && settled));
        }
        all.whenComplete((settled, failure) -> {
            delayMillis =
                    Boolean.TRUE.equals(settled) ? FIRST_DELAY_MILLIS : Math.min(2 * delayMillis, LONGEST_DELAY_MILLIS);
            turn.end();
        });
    }

    private static Named named(
            List<Debt<EntryAddress>> some, List<Debt<RegionAddress>> whole, List<Debt<SpaceAddress>> marked) {
        Named named = new Named();
        some.forEach(entry -> named.entry(entry.of()));
        whole.forEach(region -> named.region(region.of()));
        marked.forEach(space -> named.space(space.of()));
        return named;
    }

    /** @return whether all of them are */
    private CompletionStage<Boolean> settleSome(
            List<Debt<EntryAddress>> some, List<Debt<RegionAddress>> whole, List<Debt<SpaceAddress>> marked) {
        List<Call> calls = new ArrayList<>();
        some.forEach(entry -> calls.add(operations.settle(entry.of(), entry.token(), null)));
        whole.forEach(region -> calls.add(operations.open(region.of(), region.token())));
        marked.forEach(space -> calls.add(operations.changed(space.of(), space.token())));
        if (calls.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return pipeline.send(calls)
                .thenCompose(replies -> called.apply(named(some, whole, marked)).thenApply(words -> replies))
                .handle((replies, failure) -> {
                    boolean all = failure == null;
                    for (int i = 0; failure == null && i < replies.size(); i++) {
                        Reply reply = replies.get(i);
                        if (reply.failure() != null) {
                            all = false;
                        } else if (i < some.size()) {
                            settled(some.get(i).of(), some.get(i).token());
                        } else if (i < some.size() + whole.size()) {
                            Debt<RegionAddress> region = whole.get(i - some.size());
                            opened(region.of(), region.token());
                        } else {
                            Debt<SpaceAddress> space = marked.get(i - some.size() - whole.size());
                            changed(space.of(), space.token());
                        }
                    }
                    return all;
                });
    }
}
