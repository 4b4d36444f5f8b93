package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongFunction;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * The transaction context: what one database transaction has pending in the cache, whatever sessions take part in it.
 *
 * <ol>
 *   <li>Until it completes, locks, updates, evictions and loads are only written down here. What the transaction has locked or closed it
 *       neither reads nor puts.
 *   <li>{@link #prepare}, before the commit: one pipeline of LOCK, CLOSE and marks of query spaces; loads ask along with them whether they would be
 *       stored. What is locked later still goes out at once.
 *   <li>{@link #committed}: one pipeline of PUT (inserts, loads, query results), then SETTLE, EVICT, OPEN and changes of query spaces. In this
 *       order: a SETTLE fences its stripe, and would refuse the loads that lie in it. Where nothing had to be placed before, loads ask first.
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

    /** Bytes of query results beyond which no more wait. */
    private static final long MOST_RESULT_BYTES = 64L * 1024 * 1024;

    private static final int LOCKS_AT_A_TIME = 1000;
    private static final int MOST_REMEMBERED_MISSES = 4096;

    private final CacheServices services;
    private final @Nullable Object sharedKey;
    private final boolean mayPutLoads;
    private final Set<CompletionObserver> participants = new CopyOnWriteArraySet<>();
    private final Map<EntryAddress, Written> written = new LinkedHashMap<>();
    /** Regions that bulk statements change, and whether their closers have been sent. */
    private final Map<RegionAddress, Boolean> closed = new LinkedHashMap<>();
    /** Query spaces that the transaction changes, and whether their marks have been sent. */
    private final Map<SpaceAddress, Boolean> marked = new LinkedHashMap<>();

    private final Map<EntryAddress, LoadedState> inserted = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> loaded = new LinkedHashMap<>();
    private final Map<EntryAddress, Result> results = new LinkedHashMap<>();
    private long resultBytes;
    private final Set<EntryAddress> evicted = new LinkedHashSet<>();
    private final Map<EntryAddress, Long> missed = new HashMap<>();
    private final Set<EntryAddress> asked = new HashSet<>();
    /** Loads that Redis does not want, and why. */
    private final Map<EntryAddress, RegionActivity.Put> unwanted = new HashMap<>();

    private final Prefetched prefetched = new Prefetched();
    private @Nullable Token token;
    private long asOf = Long.MAX_VALUE;
    private long asOfCommit = ServerClock.UNKNOWN;
    private boolean sentLocks;
    private boolean finished;
    private int roundTrips;

    /** A key that the transaction changes. */
    private static final class Written {
        private int locks;
        private boolean sent;
        private boolean placed;
        private @Nullable Item item;
    }

    /**
     * A lock, closer or mark that has to be in place before the commit.
     *
     * @param keys that its call names
     * @param call for a deadline
     */
    private record Placement(int keys, LongFunction<Call> call, Runnable placed, Runnable failed) {}

    /**
     * A query's result that waits to be put.
     *
     * @param spaces that the query is over, {@code null} if this node has not learned them
     */
    private record Result(Item item, @Nullable Collection<SpaceAddress> spaces) {}

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

    /** Whether no coordinator that takes part will flush any more. */
    boolean allPrepared() {
        return participants.stream().allMatch(CompletionObserver::isPrepared);
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

    private long loadedAsOf() {
        return services.loadedAsOf(asOf);
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
        return loaded.put(state.address(), state) == null; // it may be loaded twice, and is put once
    }

    /**
     * A query's result waits for the commit too.
     *
     * @param spaces that the query is over, {@code null} if they are not known
     */
    void result(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        if (mayPutLoads
                && !services.clock().isVoid(asOf)
                && results.size() < MOST_LOADS
                && resultBytes + item.bytes().length <= MOST_RESULT_BYTES) {
            resultBytes += item.bytes().length;
            results.put(address, new Result(item, spaces));
        }
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
        entry.item = state.outdated().getAsBoolean() ? null : state.encode(services);
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
        closed.putIfAbsent(region, false);
        if (prepared) {
            place();
        }
    }

    /** What the transaction changes makes queries over the space out of date: places the mark at once if the session has been prepared already. */
    void mark(Collection<SpaceAddress> spaces, boolean prepared) {
        prefetched.clear();
        spaces.forEach(space -> marked.putIfAbsent(space, false));
        if (prepared) {
            place();
        }
    }

    /** Whether the transaction itself changes the space, so that it neither believes nor puts results over it. */
    boolean hides(SpaceAddress space) {
        return marked.containsKey(space);
    }

    /** Whether it changes anything that a query may be over. */
    boolean hasMarked() {
        return !marked.isEmpty();
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
        List<Placement> placements = placements();
        List<Runnable> failed = new ArrayList<>();
        String why = null;
        for (int from = 0; from < placements.size(); from += LOCKS_AT_A_TIME) {
            int to = Math.min(placements.size(), from + LOCKS_AT_A_TIME);
            PlannedPipeline.Outcome outcome = place(placements.subList(from, to), to == placements.size());
            failed.addAll(outcome.failed());
            why = outcome.why() == null ? why : outcome.why();
        }
        if (!failed.isEmpty()) {
            notPlaced(failed, why == null ? AtOnce.DEADLINE_PASSED : why);
        }
    }

    /** What has to be in place before the commit, and is not yet. */
    private List<Placement> placements() {
        Operations operations = services.operations();
        Unsettled unsettled = services.unsettled();
        List<Placement> placements = new ArrayList<>();
        written.forEach((address, entry) -> {
            if (!entry.sent) {
                entry.sent = true;
                placements.add(new Placement(
                        2,
                        deadline -> operations.lock(address, token(), deadline),
                        () -> entry.placed = true,
                        () -> unsettled.add(address, token())));
            }
        });
        closed.forEach((region, sent) -> {
            if (!sent) {
                placements.add(new Placement(
                        RegionAddress.STRIPES,
                        deadline -> operations.close(region, token(), deadline),
                        () -> {},
                        () -> unsettled.add(region, token())));
            }
        });
        closed.replaceAll((region, sent) -> true);
        marked.forEach((space, sent) -> {
            if (!sent) {
                placements.add(new Placement(
                        1,
                        deadline -> operations.mark(space, token(), deadline),
                        () -> {},
                        () -> unsettled.add(space, token())));
            }
        });
        marked.replaceAll((space, sent) -> true);
        return placements;
    }

    private PlannedPipeline.Outcome place(List<Placement> placements, boolean last) {
        long deadline =
                services.deadline(placements.stream().mapToLong(Placement::keys).sum());
        PlannedPipeline pipeline = new PlannedPipeline();
        placements.forEach(placement -> pipeline.add(
                placement.call().apply(deadline),
                reply -> reply.is(Reply.LOCKED),
                reply -> placement.placed().run(),
                placement.failed()));
        if (last) {
            addQuestions(pipeline);
        }
        sentLocks = true;
        return run(pipeline, Phase.LOCK);
    }

    private void notPlaced(List<Runnable> failed, String why) {
        failed.forEach(lock -> services.activity().lockFailed());
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("The commit is rejected: its locks could not be placed in Redis (" + why
                    + ") and on_failure=reject");
        }
        failed.forEach(Runnable::run);
        services.outageLog().committedWithoutLocks(why);
    }

    /**
     * Loads ask whether they would be stored, so that only those are encoded and sent that Redis lacks. What the transaction has itself found
     * missing need not ask, and a query result has been encoded already.
     */
    private void addQuestions(PlannedPipeline pipeline) {
        loaded.values().forEach(state -> {
            byte[] header = state.header();
            if (header != null
                    && mayPut(state.address())
                    && !missed.containsKey(state.address())
                    && asked.add(state.address())) {
                pipeline.add(
                        services.operations()
                                .askForPut(state.address(), header, loadedAsOf(), believedFrom(state.address())),
                        reply -> true,
                        reply -> {
                            if (reply.failure() == null && !reply.is(Reply.PUT)) {
                                unwanted.put(state.address(), RegionActivity.Put.of(reply.outcome()));
                            }
                        },
                        () -> {});
            }
        });
    }

    /** Where nothing had to be placed before the commit, loads ask after it. */
    private void ask() {
        PlannedPipeline questions = new PlannedPipeline();
        addQuestions(questions);
        if (!questions.isEmpty()) {
            run(questions, Phase.LOCK);
        }
    }

    /**
     * After the commit: the second pipeline. Never throws: what Redis does not take stays unsettled, and is repeated off this thread.
     */
    void committed() {
        finished = true;
        services.afterCommit().run(() -> {
            tell();
            services.activity().transaction(roundTrips);
        });
    }

    /** Perhaps on another thread: nothing here looks at a session. */
    private void tell() {
        if (!sentLocks) {
            ask();
        }
        PlannedPipeline pipeline = new PlannedPipeline();
        addInserts(pipeline);
        addLoads(pipeline);
        addResults(pipeline);
        written.forEach((address, entry) -> pipeline.add(
                services.operations().settle(address, token(), entry.placed ? entry.item : null),
                reply -> reply.failure() == null,
                reply -> {
                    services.unsettled().settled(address, token());
                    activity(address)
                            .count(
                                    reply.is(Reply.STORED)
                                            ? RegionActivity.Write.WRITTEN_THROUGH
                                            : RegionActivity.Write.INVALIDATED);
                },
                () -> services.unsettled().add(address, token())));
        evicted.stream()
                .filter(address -> !written.containsKey(address))
                .forEach(address -> pipeline.add(
                        services.operations().evict(address),
                        reply -> reply.failure() == null,
                        reply -> {},
                        () -> services.unsettled().add(address, token())));
        closed.keySet()
                .forEach(region -> pipeline.add(
                        services.operations().open(region, token()),
                        reply -> reply.failure() == null,
                        reply -> services.unsettled().opened(region, token()),
                        () -> services.unsettled().add(region, token())));
        marked.keySet()
                .forEach(space -> pipeline.add(
                        services.operations().changed(space, token()),
                        reply -> reply.failure() == null,
                        reply -> services.unsettled().changed(space, token()),
                        () -> services.unsettled().add(space, token())));
        if (pipeline.isEmpty()) {
            return;
        }
        PlannedPipeline.Outcome outcome = run(pipeline, Phase.SETTLE);
        if (!outcome.failed().isEmpty()) {
            services.activity().redisFailed();
            outcome.failed().forEach(Runnable::run);
            services.outageLog().notSettled(outcome.failed().size(), String.valueOf(outcome.why()));
        }
    }

    /** Items from before the contact with Redis was lost are replaced, whatever they hold. */
    private long believedFrom(EntryAddress address) {
        return services.pipeline().believedFrom(address.key());
    }

    private boolean mayPut(EntryAddress address) {
        return !hides(address) && !services.unsettled().blocks(address) && believedFrom(address) != Pipeline.NOTHING;
    }

    private void addInserts(PlannedPipeline pipeline) {
        if (services.clock().isVoid(asOfCommit)) {
            return;
        }
        inserted.values().stream().filter(state -> mayPut(state.address())).forEach(state -> {
            Item item = state.encode(services);
            if (item != null) {
                addPut(
                        pipeline,
                        state.address(),
                        services.operations()
                                .putInserted(state.address(), item, asOfCommit, believedFrom(state.address())));
            }
        });
    }

    private void addLoads(PlannedPipeline pipeline) {
        if (services.clock().isVoid(asOf)) {
            return;
        }
        loaded.values().stream().filter(state -> mayPut(state.address())).forEach(state -> {
            RegionActivity.Put refused = unwanted.get(state.address());
            if (refused != null) {
                activity(state.address()).count(refused);
                return;
            }
            Item item = state.encode(services);
            if (item != null) {
                long undecodable = missed.getOrDefault(state.address(), 0L);
                long replaceBefore = state.refresh() ? loadedAsOf() : undecodable == 0 ? 0 : undecodable + 1;
                addPut(
                        pipeline,
                        state.address(),
                        services.operations()
                                .putLoaded(
                                        state.address(),
                                        item,
                                        loadedAsOf(),
                                        Math.max(replaceBefore, believedFrom(state.address()))));
            }
        });
    }

    /** Not of queries over what the transaction changes itself: they have seen what was not committed, and are out of date now. */
    private void addResults(PlannedPipeline pipeline) {
        if (services.clock().isVoid(asOf)) {
            return;
        }
        results.forEach((address, result) -> {
            boolean overMarked = result.spaces() == null
                    ? hasMarked()
                    : result.spaces().stream()
                            .anyMatch(space ->
                                    hides(space) || services.unsettled().blocks(space));
            if (!overMarked && mayPut(address)) {
                addPut(pipeline, address, services.operations().putLoaded(address, result.item(), loadedAsOf(), 0));
            }
        });
    }

    /** A put that fails costs a miss. */
    private void addPut(PlannedPipeline pipeline, EntryAddress address, Call put) {
        pipeline.add(
                put,
                reply -> reply.failure() == null,
                reply -> activity(address).count(RegionActivity.Put.of(reply.outcome())),
                () -> activity(address).count(RegionActivity.Put.FAILED));
    }

    /** After a rollback, or a commit of unknown outcome. Never throws, never waits. */
    void rolledBack() {
        finished = true;
        services.activity().transaction(roundTrips);
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
                        services.activity().redisFailed();
                        CacheMessages.LOG.failed(
                                "the evictions of a transaction that was rolled back", failure.getMessage());
                    }
                });
    }

    private RegionActivity activity(EntryAddress address) {
        return services.activity().region(address.region());
    }

    private PlannedPipeline.Outcome run(PlannedPipeline pipeline, Phase phase) {
        tookRoundTrips(pipeline.size());
        long begun = System.nanoTime();
        PlannedPipeline.Outcome outcome = pipeline.run(services.pipeline());
        services.activity().pipeline(phase, pipeline.size(), System.nanoTime() - begun);
        return outcome;
    }

    /** @param calls or entries that go to Redis together */
    void tookRoundTrips(int calls) {
        roundTrips += (calls + Pipeline.CHUNK - 1) / Pipeline.CHUNK;
    }

    private Token token() {
        if (token == null) {
            token = services.tokens().next();
        }
        return token;
    }
}
