package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * The transaction context: what one database transaction has pending in the cache, whatever sessions take part in it.
 *
 * <ol>
 *   <li>Until it completes, locks, updates, evictions and loads are only written down here. What the transaction has locked or closed it
 *       neither reads nor puts.
 *   <li>{@link #prepare}, before the commit: one pipeline of LOCK and CLOSE. What is locked later still goes out at once.
 *   <li>{@link #committed}: one pipeline of PUT (inserts, loads), then SETTLE, EVICT, and OPEN. In this order: a SETTLE fences its stripe,
 *       and would refuse the loads that lie in it.
 *   <li>{@link #rolledBack}: before any lock was sent, all that waits is dropped, and what was meant to be locked is evicted off the
 *       caller's thread, which heals an entry that made the transaction fail. After that the outcome is unknown, a commit whose
 *       connection broke may still have happened: nothing is sent, and the locks run out.
 * </ol>
 *
 * Belongs to one thread at a time, as its sessions do.
 */
final class CacheTransaction {

    /** What is loaded beyond that is not put: it would only cost memory and a long pipeline. */
    private static final int MOST_LOADS = 10_000;

    private static final int LOCKS_AT_A_TIME = 1000;
    private static final int MOST_REMEMBERED_MISSES = 4096;

    private final CacheServices services;
    private final @Nullable Object sharedKey;
    private final boolean mayPutLoads;
    private final Set<CompletionObserver> participants = new CopyOnWriteArraySet<>();
    private final Map<EntryAddress, Written> written = new LinkedHashMap<>();
    private final Map<RegionAddress, Closed> closed = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> inserted = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> loaded = new LinkedHashMap<>();
    private final Set<EntryAddress> evicted = new LinkedHashSet<>();
    private final Map<EntryAddress, Long> missed = new HashMap<>();
    private final Prefetched prefetched = new Prefetched();
    private @Nullable Token token;
    private long asOf = Long.MAX_VALUE;
    private long asOfCommit = ServerClock.UNKNOWN;
    private boolean sentLocks;
    private boolean finished;

    /** A key that the transaction changes. */
    private static final class Written {
        private int locks;
        private boolean sent;
        private boolean placed;
        private @Nullable Item item;
    }

    /** A region that a bulk statement changes. */
    private static final class Closed {
        private boolean sent;
    }

    /**
     * @param sharedKey what several coordinators find it by, or {@code null} if it is one coordinator's alone
     * @param mayPutLoads whether it is known that the database's snapshot is not older than its sessions
     */
    CacheTransaction(CacheServices services, @Nullable Object sharedKey, boolean mayPutLoads) {
        this.services = services;
        this.sharedKey = sharedKey;
        this.mayPutLoads = mayPutLoads;
    }

    @Nullable
    Object sharedKey() {
        return sharedKey;
    }

    /** A coordinator that shares the transaction. */
    void enter(CompletionObserver participant) {
        participants.add(participant);
    }

    /** @return whether no coordinator is left */
    boolean leave(CompletionObserver participant) {
        participants.remove(participant);
        return participants.isEmpty();
    }

    /** A session that takes part: the transaction reads as of the oldest. */
    void join(long sessionAsOf) {
        asOf = Math.min(asOf, sessionAsOf);
    }

    /** Whether its sessions have been closed without a word of the transaction's end, on a connection of the application's. */
    boolean isAbandoned() {
        return participants.stream().allMatch(CompletionObserver::isAbandoned);
    }

    /** Lower bound of the server's clock when the oldest of its sessions could first have read. */
    long asOf() {
        return asOf;
    }

    boolean isFinished() {
        return finished;
    }

    // reads and loads

    /** Whether the transaction itself changes the entry: then it neither reads nor puts it. */
    boolean hides(EntryAddress address) {
        return written.containsKey(address) || closed.containsKey(address.region()) || evicted.contains(address);
    }

    Prefetched prefetched() {
        return prefetched;
    }

    /** Whether it has itself found the entry missing: no need to ask again. */
    boolean hasMissed(EntryAddress address) {
        return missed.containsKey(address);
    }

    /** @param undecodable the stamp of an item whose body is none of the reader's shape; 0 if there is none */
    void missed(EntryAddress address, long undecodable) {
        if (missed.size() < MOST_REMEMBERED_MISSES) {
            missed.put(address, undecodable);
        }
    }

    /**
     * Loads wait for the commit: what the transaction has done before may be something that no cache hears of, and be rolled back.
     *
     * @return whether it waits to be put
     */
    boolean load(LoadedState state) {
        if (!mayPutLoads || hides(state.address()) || asOf == ServerClock.UNKNOWN || loaded.size() >= MOST_LOADS) {
            return false;
        }
        loaded.put(state.address(), state);
        return true;
    }

    // changes

    /**
     * Writes a lock down; places it at once if the session that wants it has been prepared already.
     *
     * @throws CacheException if it cannot be placed and {@code on_failure=reject}
     */
    SoftLock lock(EntryAddress address, boolean prepared) {
        prefetched.clear();
        loaded.remove(address);
        Written entry = written.computeIfAbsent(address, a -> new Written());
        entry.locks++;
        entry.item = null;
        if (prepared) {
            place();
        }
        return new ItemLock(address, this, entry.locks, null);
    }

    /**
     * The new state of a locked entry, after the commit.
     *
     * @return whether it will be written through: it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        Written entry = written.get(lock.address());
        if (finished || entry == null || entry.locks != lock.number()) {
            return false;
        }
        // 6.6 increments versions after the flush without telling: the session knows
        entry.item = state.outdated().getAsBoolean() ? null : state.encode(services.activity());
        return entry.item != null;
    }

    /** @return whether it will be put: nothing else was done to the row in the same transaction */
    boolean inserted(LoadedState state) {
        if (finished || hides(state.address()) || state.outdated().getAsBoolean()) {
            return false;
        }
        inserted.put(state.address(), state);
        return true;
    }

    /** A bulk statement changes the region: places the closer at once if the session has been prepared already. */
    void close(RegionAddress region, boolean prepared) {
        prefetched.clear();
        closed.computeIfAbsent(region, r -> new Closed());
        if (prepared) {
            place();
        }
    }

    /** The entry goes with the second pipeline; until then the transaction neither reads nor puts it. */
    void evictAfterCompletion(EntryAddress address) {
        prefetched.clear();
        loaded.remove(address);
        evicted.add(address);
    }

    // completion

    /**
     * Before the commit: the first pipeline.
     *
     * @throws CacheException if the locks cannot be placed and {@code on_failure=reject}: the transaction rolls back
     */
    void prepare() {
        lockOutdatedLoads();
        place();
        asOfCommit = services.clock().atLeast();
    }

    /** A row whose version the transaction has changed without telling the cache is settled like one that it has. */
    private void lockOutdatedLoads() {
        List<EntryAddress> outdated = loaded.values().stream()
                .filter(state -> state.outdated().getAsBoolean())
                .map(LoadedState::address)
                .toList();
        outdated.forEach(address -> lock(address, false));
    }

    /** So many at a time, each with a deadline of its own: it is taken when they are sent. */
    private void place() {
        List<Map.Entry<EntryAddress, Written>> unlocked = written.entrySet().stream()
                .filter(entry -> !entry.getValue().sent)
                .toList();
        List<Map.Entry<RegionAddress, Closed>> unclosed = closed.entrySet().stream()
                .filter(region -> !region.getValue().sent)
                .toList();
        List<Runnable> failed = new ArrayList<>();
        String why = null;
        for (int from = 0; from < unlocked.size(); from += LOCKS_AT_A_TIME) {
            List<Map.Entry<EntryAddress, Written>> some =
                    unlocked.subList(from, Math.min(unlocked.size(), from + LOCKS_AT_A_TIME));
            boolean last = from + LOCKS_AT_A_TIME >= unlocked.size();
            PlannedPipeline.Outcome outcome = place(some, last ? unclosed : List.of());
            failed.addAll(outcome.failed());
            why = outcome.why() == null ? why : outcome.why();
        }
        if (unlocked.isEmpty() && !unclosed.isEmpty()) {
            PlannedPipeline.Outcome outcome = place(List.of(), unclosed);
            failed.addAll(outcome.failed());
            why = outcome.why();
        }
        if (!failed.isEmpty()) {
            notPlaced(failed, why == null ? AtOnce.DEADLINE_PASSED : why);
        }
    }

    private PlannedPipeline.Outcome place(
            List<Map.Entry<EntryAddress, Written>> entries, List<Map.Entry<RegionAddress, Closed>> regions) {
        PlannedPipeline locks = new PlannedPipeline(reply -> reply.is(Reply.LOCKED));
        long deadline = services.deadline(2L * entries.size() + (long) RegionAddress.STRIPES * regions.size());
        entries.forEach(entry -> {
            entry.getValue().sent = true;
            locks.add(
                    services.operations().lock(entry.getKey(), token(), deadline),
                    reply -> entry.getValue().placed = true,
                    () -> services.unsettled().add(entry.getKey(), token()));
        });
        regions.forEach(region -> {
            region.getValue().sent = true;
            locks.add(
                    services.operations().close(region.getKey(), token(), deadline),
                    reply -> {},
                    () -> services.unsettled().add(region.getKey(), token()));
        });
        sentLocks = true;
        return locks.run(services.pipeline());
    }

    private void notPlaced(List<Runnable> failed, String why) {
        failed.forEach(lock -> services.activity().count(Event.LOCK_FAILED));
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("The commit is rejected: its locks could not be placed in Redis (" + why
                    + ") and on_failure=reject");
        }
        failed.forEach(Runnable::run);
        services.outageLog().committedWithoutLocks(why);
    }

    /**
     * After the commit: the second pipeline. Never throws: what Redis does not take stays unsettled, and is repeated off this thread.
     */
    void committed() {
        finished = true;
        PlannedPipeline pipeline = new PlannedPipeline(reply -> reply.failure() == null);
        addInserts(pipeline);
        addLoads(pipeline);
        written.forEach((address, entry) -> pipeline.add(
                services.operations().settle(address, token(), entry.placed ? entry.item : null),
                reply -> {
                    services.unsettled().settled(address, token());
                    services.activity().count(reply.is(Reply.STORED) ? Event.WRITTEN_THROUGH : Event.INVALIDATED);
                },
                () -> services.unsettled().add(address, token())));
        evicted.stream()
                .filter(address -> !written.containsKey(address))
                .forEach(address -> pipeline.add(
                        services.operations().evict(address),
                        reply -> {},
                        () -> services.unsettled().add(address, token())));
        closed.keySet()
                .forEach(region -> pipeline.add(
                        services.operations().open(region, token()),
                        reply -> services.unsettled().opened(region, token()),
                        () -> services.unsettled().add(region, token())));
        if (pipeline.isEmpty()) {
            return;
        }
        PlannedPipeline.Outcome outcome = pipeline.run(services.pipeline());
        if (!outcome.failed().isEmpty()) {
            services.activity().count(Event.REDIS_FAILED);
            outcome.failed().forEach(Runnable::run);
            services.outageLog().notSettled(outcome.failed().size(), String.valueOf(outcome.why()));
        }
    }

    private boolean mayPut(EntryAddress address) {
        return !hides(address) && !services.unsettled().blocks(address);
    }

    private void addInserts(PlannedPipeline pipeline) {
        if (asOfCommit == ServerClock.UNKNOWN) {
            return;
        }
        inserted.values().stream().filter(state -> mayPut(state.address())).forEach(state -> {
            Item item = state.encode(services.activity());
            if (item != null) {
                addPut(pipeline, services.operations().putInserted(state.address(), item, asOfCommit));
            }
        });
    }

    private void addLoads(PlannedPipeline pipeline) {
        loaded.values().stream().filter(state -> mayPut(state.address())).forEach(state -> {
            Item item = state.encode(services.activity());
            if (item != null) {
                long undecodable = missed.getOrDefault(state.address(), 0L);
                long replaceBefore = state.refresh() ? asOf : undecodable == 0 ? 0 : undecodable + 1;
                addPut(pipeline, services.operations().putLoaded(state.address(), item, asOf, replaceBefore));
            }
        });
    }

    /** A put that fails costs a miss. */
    private void addPut(PlannedPipeline pipeline, Call put) {
        pipeline.add(
                put,
                reply -> services.activity().count(reply.is(Reply.PUT) ? Event.PUT_STORED : Event.PUT_REFUSED),
                () -> services.activity().count(Event.PUT_REFUSED));
    }

    /** After a rollback, or a commit of unknown outcome. Never throws, never waits. */
    void rolledBack() {
        finished = true;
        if (sentLocks) {
            return;
        }
        Set<EntryAddress> meant = new LinkedHashSet<>(written.keySet());
        meant.addAll(evicted);
        if (meant.isEmpty()) {
            return;
        }
        services.pipeline()
                .send(meant.stream().map(services.operations()::evict).toList())
                .whenComplete((replies, failure) -> {
                    if (failure != null) {
                        services.activity().count(Event.REDIS_FAILED);
                        CacheMessages.LOG.failed(
                                "the evictions of a transaction that was rolled back", failure.getMessage());
                    }
                });
    }

    private Token token() {
        if (token == null) {
            token = services.tokens().next();
        }
        return token;
    }
}
