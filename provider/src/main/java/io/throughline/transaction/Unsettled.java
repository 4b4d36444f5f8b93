package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
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

/**
 * What this node owes to Redis: entries that it has changed, or was to evict, when Redis could not be reached. Until they are settled, without an
 * item, it neither reads nor puts in their stripes. Repeats off the callers' threads, with exponential backoff and jitter. Bounded: a region with
 * too many of them is opened anew as a whole. What a transaction owes before its commit is not due before it has ended: a lock that is in place after
 * all, its answer having been lost, would go too early.
 *
 * <p>Safe for all threads.
 */
public final class Unsettled {

    private static final int MOST_ENTRIES = 10_000;
    private static final int AT_A_TIME = 1000;
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 30_000;
    private static final BooleanSupplier NOW = () -> true;

    private final Operations operations;
    private final Pipeline pipeline;
    private final Token.Source tokens;
    private final ScheduledExecutorService scheduler;
    private final Map<EntryAddress, Owed> entries = new ConcurrentHashMap<>();
    private final Map<String, Integer> stripes = new ConcurrentHashMap<>();
    private final Map<RegionAddress, Owed> regions = new ConcurrentHashMap<>();
    private final Map<SpaceAddress, Owed> spaces = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean settling = new AtomicBoolean();
    private volatile long delayMillis = FIRST_DELAY_MILLIS;

    /**
     * @param token of what may be in place
     * @param due whether it may be done now
     */
    private record Owed(Token token, BooleanSupplier due) {

        boolean isDue() {
            return due.getAsBoolean();
        }
    }

    public Unsettled(
            Operations operations, Pipeline pipeline, Token.Source tokens, ScheduledExecutorService scheduler) {
        this.operations = operations;
        this.pipeline = pipeline;
        this.tokens = tokens;
        this.scheduler = scheduler;
    }

    /** Whether nothing is to be read or put there. */
    boolean blocks(EntryAddress address) {
        return !(entries.isEmpty() && regions.isEmpty())
                && (stripes.containsKey(address.stripeKey()) || regions.containsKey(address.region()));
    }

    /** Whether a query over the space is not to be believed: other nodes do not know yet that it has changed. */
    boolean blocks(SpaceAddress space) {
        return spaces.containsKey(space);
    }

    /** How many entries, regions and spaces wait. */
    public int size() {
        return entries.size() + regions.size() + spaces.size();
    }

    /** @param token of the lock that may be in place */
    void add(EntryAddress address, Token token) {
        add(address, token, NOW);
    }

    /** @param due of any thread, and true in the end whatever happens: whether it may be settled */
    void add(EntryAddress address, Token token, BooleanSupplier due) {
        if (entries.size() >= MOST_ENTRIES) {
            add(address.region(), tokens.next(), due);
            entries.keySet().stream()
                    .filter(entry -> entry.region() == address.region())
                    .forEach(this::forget);
            return;
        }
        entries.compute(address, (entry, known) -> {
            if (known == null) {
                stripes.merge(address.stripeKey(), 1, Integer::sum);
            }
            return new Owed(token, due);
        });
        schedule();
    }

    /** @param token of the closer that may be in place */
    void add(RegionAddress region, Token token) {
        add(region, token, NOW);
    }

    /** @param due as for an entry */
    void add(RegionAddress region, Token token, BooleanSupplier due) {
        regions.put(region, new Owed(token, due));
        schedule();
    }

    /** @param token of the mark that may be in place */
    void add(SpaceAddress space, Token token) {
        add(space, token, NOW);
    }

    /** @param due as for an entry */
    void add(SpaceAddress space, Token token, BooleanSupplier due) {
        spaces.put(space, new Owed(token, due));
        schedule();
    }

    /** What was owed with this token is done; what has come since is not. */
    void changed(SpaceAddress space, Token token) {
        spaces.computeIfPresent(space, (key, owed) -> owed.token() == token ? null : owed);
    }

    /** What was owed with this token is done; what has come since is not. */
    void settled(EntryAddress address, Token token) {
        entries.computeIfPresent(address, (entry, known) -> {
            if (known.token() != token) {
                return known;
            }
            release(address.stripeKey());
            return null;
        });
    }

    private void forget(EntryAddress address) {
        entries.computeIfPresent(address, (entry, known) -> {
            release(address.stripeKey());
            return null;
        });
    }

    private void release(String stripeKey) {
        stripes.computeIfPresent(stripeKey, (stripe, count) -> count == 1 ? null : count - 1);
    }

    /** What was owed with this token is done; what has come since is not. */
    void opened(RegionAddress region, Token token) {
        regions.computeIfPresent(region, (key, owed) -> owed.token() == token ? null : owed);
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            long jittered = delayMillis / 2 + ThreadLocalRandom.current().nextLong(delayMillis / 2 + 1);
            try {
                scheduler.schedule(this::settle, jittered, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                scheduled.set(false); // the session factory is closed: other nodes' locks and times to live remain
            }
        }
    }

    /** Redis answers again: what is owed is due now, before others read it. */
    public void contactReturned() {
        delayMillis = FIRST_DELAY_MILLIS;
        if (size() > 0) {
            try {
                scheduler.execute(this::settle);
            } catch (RejectedExecutionException e) {
                CacheMessages.LOG.failed("what is owed to Redis", "the session factory is closed");
            }
        }
    }

    private static <T> List<Map.Entry<T, Token>> due(Map<T, Owed> owed) {
        return owed.entrySet().stream()
                .filter(entry -> entry.getValue().isDue())
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().token()))
                .toList();
    }

    private void settle() {
        if (!settling.compareAndSet(false, true)) {
            return; // the one that is under way will schedule the next
        }
        List<Map.Entry<EntryAddress, Token>> due = due(entries);
        CompletionStage<Boolean> all = settleSome(List.of(), due(regions), due(spaces));
        for (int from = 0; from < due.size(); from += AT_A_TIME) {
            List<Map.Entry<EntryAddress, Token>> some = due.subList(from, Math.min(due.size(), from + AT_A_TIME));
            // whatever became of those before: what they lie on may not answer, and what these lie on may
            all = all.thenCompose(
                    before -> settleSome(some, List.of(), List.of()).thenApply(settled -> before && settled));
        }
        all.whenComplete((settled, failure) -> {
            delayMillis =
                    Boolean.TRUE.equals(settled) ? FIRST_DELAY_MILLIS : Math.min(2 * delayMillis, LONGEST_DELAY_MILLIS);
            settling.set(false);
            scheduled.set(false);
            if (size() > 0) {
                schedule();
            }
        });
    }

    /** @return whether all of them are */
    private CompletionStage<Boolean> settleSome(
            List<Map.Entry<EntryAddress, Token>> some,
            List<Map.Entry<RegionAddress, Token>> whole,
            List<Map.Entry<SpaceAddress, Token>> marked) {
        List<Call> calls = new ArrayList<>();
        some.forEach(entry -> calls.add(operations.settle(entry.getKey(), entry.getValue(), null)));
        whole.forEach(region -> calls.add(operations.open(region.getKey(), region.getValue())));
        marked.forEach(space -> calls.add(operations.changed(space.getKey(), space.getValue())));
        if (calls.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return pipeline.send(calls).handle((replies, failure) -> {
            boolean all = failure == null;
            for (int i = 0; failure == null && i < replies.size(); i++) {
                Reply reply = replies.get(i);
                if (reply.failure() != null) {
                    all = false;
                } else if (i < some.size()) {
                    settled(some.get(i).getKey(), some.get(i).getValue());
                } else if (i < some.size() + whole.size()) {
                    Map.Entry<RegionAddress, Token> region = whole.get(i - some.size());
                    opened(region.getKey(), region.getValue());
                } else {
                    Map.Entry<SpaceAddress, Token> space = marked.get(i - some.size() - whole.size());
                    changed(space.getKey(), space.getValue());
                }
            }
            return all;
        });
    }
}
