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
 *       caller's thread, which heals an entry that made the transaction fail. Otherwise the outcome is unknown, because a commit whose
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
     * @param sharedKey what several coordinators find it by, or {@code null} if it is one coordinator's alone
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

    /** Whether no coordinator that takes part will flush any more. */
    boolean allPrepared() {
        for (CompletionObserver participant : participants) {
            if (!participant.isPrepared()) {
                return false;
            }
        }
        return true;
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
        return changes.hides(address);
    }

    /** Whether it changes nothing that the cache knows of. */
    boolean changesNothing() {
        return changes.isEmpty();
    }

    Prefetched prefetched() {
        return prefetched;
    }

    /** Whether it has itself found the entry missing: no need to ask again. */
    boolean hasMissed(EntryAddress address) {
        return puts.hasMissed(address);
    }

    /** @param undecodable the stamp of an item whose body is none of the reader's shape; 0 if there is none */
    void missed(EntryAddress address, long undecodable) {
        puts.missed(address, undecodable);
    }

    /**
     * Loads wait for the commit: what the transaction has done before may be something that no cache hears of, and be rolled back.
     *
     * @return whether it waits to be put
     */
    boolean load(LoadedState state) {
        return mayPutLoads && !hides(state.address()) && asOf != ServerClock.UNKNOWN && puts.loaded(state);
    }

    /**
     * A query's result waits for the commit too.
     *
     * @param spaces that the query is over, {@code null} if they are not known
     */
    void result(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        if (mayPutLoads && !services.clock().isVoid(asOf)) {
            puts.found(address, item, spaces);
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
        puts.forgetLoad(address);
        int number = changes.lock(address);
        if (prepared) {
            place();
        }
        return new ItemLock(address, this, number, null);
    }

    /**
     * The new state of a locked entry, after the commit.
     *
     * @return whether it will be written through: it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        return !finished && changes.update(lock, state);
    }

    /** @return whether it will be put: nothing else was done to the row in the same transaction */
    boolean inserted(LoadedState state) {
        if (finished || hides(state.address()) || state.outdated().getAsBoolean()) {
            return false;
        }
        puts.inserted(state);
        return true;
    }

    /** A bulk statement changes the region: places the closer at once if the session has been prepared already. */
    void close(RegionAddress region, boolean prepared) {
        prefetched.clear();
        changes.close(region);
        services.nativeStatements().closed(changes.closedRegions());
        if (prepared) {
            place();
        }
    }

    /** What the transaction changes makes queries over the space out of date: places the mark at once if the session has been prepared already. */
    void mark(Collection<SpaceAddress> spaces, boolean prepared) {
        prefetched.clear();
        changes.mark(spaces);
        if (prepared) {
            place();
        }
    }

    /** Whether the transaction itself changes the space, so that it neither believes nor puts results over it. */
    boolean hides(SpaceAddress space) {
        return changes.hides(space);
    }

    /** Whether it changes anything that a query may be over. */
    boolean hasMarked() {
        return changes.hasMarked();
    }

    /** The entry goes with the second pipeline; until then the transaction neither reads nor puts it. */
    void evictAfterCompletion(EntryAddress address) {
        prefetched.clear();
        puts.forgetLoad(address);
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

    /** A row whose version the transaction has changed without telling the cache is settled like one that it has. */
    private void lockOutdatedLoads() {
        puts.outdatedLoads().forEach(address -> lock(address, false));
    }

    /** So many at a time, each with a deadline of its own: it is taken when they are sent. */
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

    /** Where all goes in one EVALSHA what is to be locked has been when members hear of it. */
    private long deadlineForMembers(PlannedPipeline pipeline, long deadline) {
        return services.pipeline().runsAtOnce(pipeline.calls()) ? 0 : deadline;
    }

    /** Waits for the words of the members that keep near what has been locked. Without them it is as if the locks were not placed. */
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
            throw new CacheException("The commit is rejected: its locks could not be placed in Redis (" + why
                    + ") and on_failure=reject");
        }
        failed.forEach(Runnable::run);
        services.outageLog().committedWithoutLocks(why);
    }

    /** Where nothing had to be placed before the commit, loads ask after it. */
    private void ask(Trace trace) {
        PlannedPipeline questions = new PlannedPipeline();
        puts.addQuestions(questions, loadedAsOf());
        if (!questions.isEmpty()) {
            run(questions, Phase.ASK, trace);
        }
    }

    /**
     * The database has committed, and Hibernate's callbacks come next, which may bring new states, or throw: then nobody calls {@link #committed}, and
     * what is owed is owed all the same. Never throws.
     *
     * @param mayThrow whether the application has callbacks of its own there: what no lock protects does not wait for them
     * @param abandoned of any thread: whether the sessions of the coordinator that knows have been closed
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
        } catch (Throwable e) { // after a commit it is no error of the session's
            owe(owed, e);
        }
    }

    boolean isKnownCommitted() {
        return knownCommitted;
    }

    /**
     * After the commit: the second pipeline, behind the commit if that is wanted and locks protect all that it settles. Never throws: what Redis does
     * not take stays unsettled, and is repeated off this thread.
     */
    void committed() {
        finished = true;
        changes.committed();
        if (untold != null) {
            services.untoldCommits().beingTold(untold);
        }
        try {
            Trace trace = services.tracing().current(); // that of who commits, wherever the pipeline runs
            Runnable telling = () -> {
                tell(trace);
                services.activity().transaction(roundTrips);
            };
            if (changes.areProtected()) {
                services.afterCommit().run(telling);
            } else {
                telling.run();
            }
        } catch (Throwable e) { // whatever it is, what is owed is owed
            owe(changes.owed(), e);
        }
    }

    /** Perhaps on another thread: nothing here looks at a session. What is stored is encoded a chunk at a time. */
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
        } catch (Throwable e) { // what is not put is a miss; what has been changed has to be told
            CacheMessages.LOG.backgroundWorkFailed("the puts of a transaction", e);
        }
        try {
            changes.addSettles(pipeline, after);
            finish(pipeline);
            after.run();
            if (untold != null) {
                services.untoldCommits().told(untold);
            }
        } catch (Throwable e) { // to settle again what has been settled costs a miss
            owe(changes.owed(), e);
        }
    }

    /** Sends the rest of it. What was not done is owed. */
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
            services.untoldCommits().notTold(untold); // if what follows fails, too
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
