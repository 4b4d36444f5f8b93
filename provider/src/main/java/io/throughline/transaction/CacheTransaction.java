package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.metrics.CacheMessages;
import io.throughline.near.Named;
import io.throughline.near.NearCalls;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.tracing.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BooleanSupplier;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * The transaction context: the cache changes that one database transaction has pending, whatever sessions take part in it.
 *
 * <ol>
 *   <li>Until the transaction completes, locks, updates, evictions and loads are only written down here. The transaction neither reads nor puts what it has
 *       locked or closed.
 *   <li>{@link #prepare}, before the commit: one pipeline of LOCK, CLOSE and marks of query spaces. With them, loads ask whether they would be
 *       stored. What is locked even later is sent at once.
 *   <li>{@link #knownCommitted}, before Hibernate runs its callbacks, each of which may throw: notes what is owed, in case nobody reports the end.
 *   <li>{@link #committed}: one pipeline of PUT (inserts, loads, query results), then SETTLE, EVICT, OPEN and changes of query spaces. The
 *       order matters: a SETTLE raises the fence of its stripe, and loads in that stripe would then be refused. If nothing had to be placed before, loads ask first.
 *   <li>{@link #rolledBack}: if no lock was sent yet, everything pending is dropped, and what was meant to be locked is evicted off the
 *       caller's thread. This heals an entry that made the transaction fail. Otherwise the outcome is unknown, because a commit whose
 *       connection broke may still have happened: nothing is settled, and the locks run out. What was only to be evicted is then locked.
 * </ol>
 *
 * Belongs to one thread at a time, as its sessions do.
 */
final class CacheTransaction {

    private static final int LOCKS_AT_A_TIME = 1000;

    private final CacheServices services;
    private final @Nullable Object sharedKey;
    private final boolean mayPutLoads;
    private final Set<CompletionObserver> participants = new CopyOnWriteArraySet<>();
    private final PendingChanges changes;
    private final PendingPuts puts;
    private final Prefetched prefetched;
    private long asOf = Long.MAX_VALUE;
    private long asOfCommit = ServerClock.UNKNOWN;
    private boolean prepared;
    private boolean sentLocks;
    private boolean finished;
    private boolean knownCommitted;
    private UntoldCommits.@Nullable Commit untold;
    private int roundTrips;

    /**
     * @param sharedKey the key by which several coordinators find it, or {@code null} if it belongs to one coordinator
     * @param mayPutLoads whether it is known that the database's snapshot is not older than its sessions
     */
    CacheTransaction(CacheServices services, @Nullable Object sharedKey, boolean mayPutLoads) {
        this.services = services;
        this.sharedKey = sharedKey;
        this.mayPutLoads = mayPutLoads;
        this.prefetched = new Prefetched(services.evictions(), services.prefetchClock());
        this.changes = new PendingChanges(services);
        this.puts = new PendingPuts(services, changes);
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

    /** Whether no participating coordinator will flush again. */
    boolean allPrepared() {
        for (CompletionObserver participant : participants) {
            if (!participant.isPrepared()) {
                return false;
            }
        }
        return true;
    }

    /** A session takes part: the transaction has the asOf of the oldest session. */
    void join(long sessionAsOf) {
        asOf = Math.min(asOf, sessionAsOf);
    }

    /** Whether its sessions, on a connection of the application's, have been closed and the end of the transaction was not reported. */
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
        return changes.hides(address);
    }

    /** Whether it changes nothing that the cache knows of. */
    boolean changesNothing() {
        return changes.isEmpty();
    }

    Prefetched prefetched() {
        return prefetched;
    }

    /** Whether it has itself found the entry missing, so that it need not ask again. */
    boolean hasMissed(EntryAddress address) {
        return puts.hasMissed(address);
    }

    /** @param undecodable the stamp of an item whose body does not fit the reader's shape; 0 if there is none */
    void missed(EntryAddress address, long undecodable) {
        puts.missed(address, undecodable);
    }

    /**
     * Loads wait for the commit, because the transaction may have made changes that no cache is told of, and may roll them back.
     *
     * @return whether it waits to be put
     */
    boolean load(LoadedState state) {
        return mayPutLoads && !hides(state.address()) && asOf != ServerClock.UNKNOWN && puts.loaded(state);
    }

    /**
     * A query result waits for the commit too.
     *
     * @param spaces that the query reads, {@code null} if they are not known
     */
    void result(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        if (mayPutLoads && !services.clock().isVoid(asOf)) {
            puts.found(address, item, spaces);
        }
    }

    // changes

    /**
     * Writes down a lock. Places it at once if its session has already been prepared.
     *
     * @throws CacheException if it cannot be placed and {@code on_failure=reject}
     */
    SoftLock lock(EntryAddress address, boolean prepared) {
        prefetched.clear();
        puts.forgetLoad(address);
        services.presentLately().forget(address);
        int number = changes.lock(address);
        if (prepared) {
            place();
        }
        return new ItemLock(address, this, number, null);
    }

    /**
     * The new state of a locked entry, after the commit.
     *
     * @return whether it will be written through, because it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        return !finished && changes.update(lock, state);
    }

    /** @return whether it will be put, because nothing else was done to the row in the same transaction */
    boolean inserted(LoadedState state) {
        if (finished || hides(state.address()) || state.outdated().getAsBoolean()) {
            return false;
        }
        puts.inserted(state);
        return true;
    }

    /** A bulk statement changes the region. Places the closer at once if the session has already been prepared. */
    void close(RegionAddress region, boolean prepared) {
        prefetched.clear();
        services.presentLately().forgetAll();
        changes.close(region);
        services.nativeStatements().closed(changes.closedRegions());
        if (prepared) {
            place();
        }
    }

    /** The transaction's changes make queries over the space out of date. Places the mark at once if the session has already been prepared. */
    void mark(Collection<SpaceAddress> spaces, boolean prepared) {
        prefetched.clear();
        changes.mark(spaces);
        if (prepared) {
            place();
        }
    }

    /** Whether the transaction itself changes the space, so that it neither uses nor puts results over it. */
    boolean hides(SpaceAddress space) {
        return changes.hides(space);
    }

    /** Whether it changes anything that a query may read. */
    boolean hasMarked() {
        return changes.hasMarked();
    }

    /** The entry is evicted with the second pipeline. Until then the transaction neither reads nor puts it. */
    void evictAfterCompletion(EntryAddress address) {
        prefetched.clear();
        puts.forgetLoad(address);
        services.presentLately().forget(address);
        changes.evict(address);
    }

    // completion

    /**
     * Before the commit: the first pipeline.
     *
     * @throws CacheException if the locks cannot be placed and {@code on_failure=reject}: the transaction rolls back
     */
    void prepare() {
        prepared = true;
        lockOutdatedLoads();
        place();
        asOfCommit = services.clock().atLeast();
    }

    /** A row whose version the transaction has changed without telling the cache is settled like a row that it has locked. */
    private void lockOutdatedLoads() {
        puts.outdatedLoads().forEach(address -> lock(address, false));
    }

    /** Places a chunk at a time, each with a deadline of its own, which is taken when the chunk is sent. */
    private void place() {
        List<Placement> placements = changes.placements();
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

    private PlannedPipeline.Outcome place(List<Placement> placements, boolean last) {
        long keys = 0;
        for (Placement placement : placements) {
            keys += placement.keys();
        }
        long deadline = services.deadline(keys);
        PlannedPipeline pipeline = new PlannedPipeline();
        for (Placement placement : placements) {
            pipeline.add(
                    placement.call().apply(deadline),
                    reply -> reply.is(Reply.LOCKED),
                    reply -> placement.placed().run(),
                    placement.failed());
        }
        sentLocks = true;
        Named named = services.near().isAnythingNear() ? named(placements) : null;
        NearCalls.Calling calling =
                named == null ? null : services.near().calls().calling(named, deadlineForMembers(pipeline, deadline));
        boolean beside = CacheServices.isWithinLongestDeadline(keys);
        if (calling != null && beside) {
            pipeline.add(calling.call(), calling::answered, () -> {});
        }
        if (last) {
            puts.addQuestions(pipeline, loadedAsOf());
        }
        PlannedPipeline.Outcome outcome =
                run(pipeline, Phase.LOCK, services.tracing().current());
        if (named != null) {
            services.near().changed(named);
        }
        return calling == null ? outcome : withWords(outcome, calling, beside, placements);
    }

    private static Named named(List<Placement> placements) {
        Named named = new Named();
        placements.forEach(placement -> placement.names().accept(named));
        return named;
    }

    /** If everything is in one EVALSHA, the locks are in place when members hear of them. */
    private long deadlineForMembers(PlannedPipeline pipeline, long deadline) {
        return services.pipeline().runsAtOnce(pipeline.calls()) ? 0 : deadline;
    }

    /** Waits for the words of the members that keep near what has been locked. Without the words, the locks count as not placed. */
    private PlannedPipeline.Outcome withWords(
            PlannedPipeline.Outcome outcome, NearCalls.Calling calling, boolean beside, List<Placement> placements) {
        if (!beside) { // the locks may have been executed later than members know of
            PlannedPipeline alone = new PlannedPipeline();
            alone.add(calling.call(), calling::answered, () -> {});
            run(alone, Phase.LOCK, services.tracing().current());
        }
        String why = calling.await();
        return why == null
                ? outcome
                : new PlannedPipeline.Outcome(
                        placements.stream().map(Placement::failed).toList(),
                        new RedisUnavailableException(why, null),
                        outcome.unanswered());
    }

    private void notPlaced(List<Runnable> failed, String why) {
        failed.forEach(lock -> services.activity().lockFailed());
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("The commit is rejected, because its locks could not be placed in Redis (" + why
                    + ") and on_failure=reject");
        }
        failed.forEach(Runnable::run);
        services.outageLog().committedWithoutLocks(why);
    }

    /** If nothing had to be placed before the commit, loads ask after it. */
    private void ask(Trace trace) {
        PlannedPipeline questions = new PlannedPipeline();
        puts.addQuestions(questions, loadedAsOf());
        if (!questions.isEmpty()) {
            run(questions, Phase.ASK, trace);
        }
    }

    /**
     * The database has committed. Hibernate's callbacks come next, and may bring new states, or throw. If they throw, nobody calls {@link #committed}, but
     * what is owed is still noted. Never throws.
     *
     * @param mayThrow whether the application has callbacks of its own there; what no lock protects then does not wait for them
     * @param abandoned whether the sessions of the coordinator that was told have been closed; may be called by any thread
     */
    void knownCommitted(boolean mayThrow, BooleanSupplier abandoned) {
        if (finished || knownCommitted) {
            return;
        }
        knownCommitted = true;
        changes.committed();
        if (changes.isEmpty()) {
            return;
        }
        OwedByCommit owed = changes.owed();
        try {
            untold = services.untoldCommits()
                    .add(
                            owed,
                            sharedKey == null ? abandoned : this::isAbandoned,
                            () -> services.transactions().forget(this));
            if (mayThrow) {
                Trace trace = services.tracing().current();
                CallsAfter after = new CallsAfter(services);
                ChunkedPipeline pipeline = new ChunkedPipeline(chunk -> run(chunk, Phase.SETTLE, trace));
                changes.addEvictions(pipeline, after);
                finish(pipeline);
                after.run();
            }
        } catch (Throwable e) { // after a commit this is not an error of the session
            owe(owed, e);
        }
    }

    boolean isKnownCommitted() {
        return knownCommitted;
    }

    /**
     * After the commit: the second pipeline. It runs behind the commit if that is configured and locks protect everything that it settles. Never
     * throws: what Redis does not accept stays unsettled, and is repeated off this thread.
     */
    void committed() {
        finished = true;
        changes.committed();
        if (untold != null) {
            services.untoldCommits().beingTold(untold);
        }
        try {
            Trace trace = services.tracing().current(); // the committer's, wherever the pipeline runs
            Runnable telling = () -> {
                tell(trace);
                services.activity().transaction(roundTrips);
            };
            if (changes.areProtected()) {
                services.afterCommit().run(telling);
            } else {
                telling.run();
            }
        } catch (Throwable e) { // whatever it is, the debts remain
            owe(changes.owed(), e);
        }
    }

    /** May run on another thread, so nothing here looks at a session. States are encoded a chunk at a time. */
    private void tell(Trace trace) {
        CallsAfter after = new CallsAfter(services);
        ChunkedPipeline pipeline = new ChunkedPipeline(chunk -> run(chunk, Phase.SETTLE, trace));
        try {
            if (!sentLocks) {
                ask(trace);
            }
            if (!services.clock().isVoid(asOfCommit)) {
                puts.addInserts(pipeline, asOfCommit, after);
            }
            if (!services.clock().isVoid(asOf)) {
                puts.addLoads(pipeline, loadedAsOf(), after);
                puts.addResults(pipeline, loadedAsOf());
            }
        } catch (Throwable e) { // what is not put is a miss, but Redis must be told of changes
            CacheMessages.LOG.backgroundWorkFailed("the puts of a transaction", e);
        }
        try {
            changes.addSettles(pipeline, after);
            finish(pipeline);
            after.run();
            if (untold != null) {
                services.untoldCommits().told(untold);
            }
        } catch (Throwable e) { // settling twice only costs a miss
            owe(changes.owed(), e);
        }
    }

    /** Sends the rest of the pipeline. What was not done is owed. */
    private void finish(ChunkedPipeline pipeline) {
        pipeline.flush();
        PlannedPipeline.Outcome outcome = pipeline.outcome();
        if (!outcome.failed().isEmpty()) {
            services.activity().redisFailed();
            outcome.failed().forEach(Runnable::run);
            services.outageLog().notSettled(outcome.failed().size(), String.valueOf(outcome.why()));
        }
    }

    private void owe(OwedByCommit owed, Throwable why) {
        if (untold != null) {
            services.untoldCommits().notTold(untold); // even if what follows fails
        }
        owed.all(services.unsettled());
        if (untold != null) {
            services.untoldCommits().told(untold);
        }
        CacheMessages.LOG.backgroundWorkFailed("settling a commit", why);
    }

    /** After a rollback, or a commit of unknown outcome. Never throws, never waits. */
    void rolledBack() {
        finished = true;
        services.activity().transaction(roundTrips);
        if (prepared || sentLocks) {
            changes.lockUnlocked();
            return;
        }
        Set<EntryAddress> meant = changes.entries();
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
                    } else {
                        CallsAfter after = new CallsAfter(services);
                        meant.forEach(address -> after.add(address, () -> {}));
                        after.send();
                    }
                });
    }

    private PlannedPipeline.Outcome run(PlannedPipeline pipeline, Phase phase, Trace trace) {
        tookRoundTrips(pipeline.size());
        Trace.Step step = trace.begin(phase, pipeline.calls(), services.pipeline());
        long begun = System.nanoTime();
        PlannedPipeline.Outcome outcome = pipeline.run(services.pipeline());
        services.activity().pipeline(phase, pipeline.size(), System.nanoTime() - begun);
        step.end(outcome.failed().size(), outcome.failure());
        return outcome;
    }

    /** @param calls or entries that go to Redis together */
    void tookRoundTrips(int calls) {
        roundTrips += (calls + Pipeline.CHUNK - 1) / Pipeline.CHUNK;
    }
}
