package io.throughline.transaction;

import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Pipeline.StripeAndEntry;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A session's part in the cache: since when it reads, and the context of the transaction that it is in. What it does outside a transaction
 * goes out at once: LOCK and CLOSE when Hibernate locks, SETTLE without an item when it unlocks.
 *
 * <p>asOf is the lower bound of the server's clock when the session was opened, or its last transaction ended. Joining a transaction
 * raises it under READ COMMITTED alone: else the database's snapshot may be older.
 */
public final class SessionSynchronization implements CacheTransactionSynchronization {

    /** The number of no lock: nothing is stored with it. */
    private static final int NO_ITEM = -1;

    private final CacheServices services;
    private final SharedSessionContractImplementor session;
    private long asOf;
    private @Nullable CompletionObserver observer;
    private @Nullable Object joinedWhenOpened;
    private @Nullable EntryAddress lastMissed;
    private long lastUndecodable;
    private final Prefetched prefetchedOutside;
    private boolean wroteOutsideTransaction;
    /** While the JTA transaction that it has joined was suspended. */
    private boolean insertedElsewhere;

    private boolean lastEntityWasHit;
    private @Nullable Object persisting;
    private @Nullable QueryLookup lookup;
    private final Map<SpaceAddress, Token> markedOutside = new HashMap<>();

    public SessionSynchronization(CacheServices services, SharedSessionContractImplementor session) {
        this.services = services;
        this.session = session;
        this.prefetchedOutside = new Prefetched(services.evictions());
        this.asOf = services.clock().atLeast();
    }

    /** The session's own, whatever kind of session it is. */
    public static SessionSynchronization of(SharedSessionContractImplementor session) {
        return (SessionSynchronization) session.getCacheTransactionSynchronization();
    }

    // Hibernate's calls; stateless sessions make none of them

    @Override
    public long getCachingTimestamp() {
        return asOf;
    }

    @Override
    public void transactionJoined() {
        if (session.getTransactionCoordinator() == null) {
            openedWithin(JtaTransactions.current(session.getFactory()));
        } else {
            observer().begun(JtaTransactions.current(session));
            transactionBegan();
        }
    }

    /** The session is being opened in a JTA transaction, and cannot be asked for its coordinator yet: that is heard of later. */
    private void openedWithin(@Nullable Object jtaTransaction) {
        joinedWhenOpened = jtaTransaction;
        JtaTransactions.beforeCompletion(session.getFactory(), () -> {
            if (observer == null) {
                observer().prepared();
            }
        });
    }

    @Override
    public void transactionCompleting() {
        // the observer hears of it after all synchronizations, which may still flush
    }

    @Override
    public void transactionCompleted(boolean successful) {
        transactionEnded();
    }

    void transactionBegan() {
        if (services.isolation().isReadCommitted() && !isReading()) {
            asOf = services.clock().atLeast();
        }
    }

    /** A cursor that was opened before the transaction began still shows what was committed then. */
    private boolean isReading() {
        return session.getJdbcCoordinator()
                .getLogicalConnection()
                .getResourceRegistry()
                .hasRegisteredResources();
    }

    /** Lower bound of the server's clock that what the session reads must have been stamped before. */
    public long readsAsOf() {
        CacheTransaction transaction = transaction();
        return transaction == null ? asOf : transaction.asOf();
    }

    long asOf() {
        return asOf;
    }

    void transactionEnded() {
        asOf = services.clock().atLeast();
        lastMissed = null;
        wroteOutsideTransaction = false;
        insertedElsewhere = false;
        prefetchedOutside.clear();
        lookup = null;
        persisting = null;
        markedOutside.clear();
    }

    boolean isClosed() {
        return !session.isOpenOrWaitingForAutoClose();
    }

    // reads and loads

    /**
     * @return the lower bound of the server's clock that an item must have been stamped before, or {@link ServerClock#UNKNOWN} if the
     *     entry is not to be read: the transaction changes it, or has found it missing, or this node owes Redis a change of its stripe
     */
    public long mayReadAsOf(EntryAddress address) {
        if (services.unsettled().blocks(address)) {
            return ServerClock.UNKNOWN;
        }
        CacheTransaction transaction = transaction();
        if (services.clock().isVoid(transaction == null ? asOf : transaction.asOf())) {
            return ServerClock.UNKNOWN;
        }
        if (transaction == null) {
            return address.equals(lastMissed) ? ServerClock.UNKNOWN : asOf;
        }
        return transaction.hides(address) || transaction.hasMissed(address) ? ServerClock.UNKNOWN : transaction.asOf();
    }

    /** Why {@link #mayReadAsOf} said no. */
    public RegionActivity.Get whyUnread(EntryAddress address) {
        CacheTransaction transaction = transaction();
        if (services.unsettled().blocks(address)) {
            return RegionActivity.Get.BYPASSED;
        }
        if (transaction == null) {
            return address.equals(lastMissed) ? RegionActivity.Get.ASKED_BEFORE : RegionActivity.Get.BYPASSED;
        }
        if (transaction.hides(address)) {
            return RegionActivity.Get.OWN_CHANGE;
        }
        return transaction.hasMissed(address) ? RegionActivity.Get.ASKED_BEFORE : RegionActivity.Get.BYPASSED;
    }

    /** A transaction counts its round trips. */
    private void tookRoundTrips(int keys) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            transaction.tookRoundTrips(keys);
        }
    }

    /**
     * Reads the entry: what was prefetched if it was, else from Redis.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public StripeAndEntry read(EntryAddress address) {
        StripeAndEntry records = prefetched().take(address);
        if (records != null) {
            return records;
        }
        tookRoundTrips(1);
        return services.reads().one(address);
    }

    /** Whether the entry has been fetched together with others, and is still fresh. */
    public boolean hasPrefetched(EntryAddress address) {
        return prefetched().contains(address);
    }

    /**
     * Fetches entries together that are about to be asked for one by one: those of them that may be read, and have not been fetched yet. A single
     * one is left to be asked for.
     *
     * @param most how many, at most
     * @return what has been fetched
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public Map<EntryAddress, StripeAndEntry> prefetch(Stream<EntryAddress> addresses, int most) {
        Prefetched prefetched = prefetched();
        prefetched.begin();
        List<EntryAddress> together = addresses
                .distinct()
                .filter(address -> !prefetched.contains(address) && mayReadAsOf(address) != ServerClock.UNKNOWN)
                .limit(most)
                .toList();
        if (together.size() < 2) {
            return Map.of();
        }
        tookRoundTrips(together.size());
        Map<EntryAddress, StripeAndEntry> fetched = services.reads().all(together);
        prefetched.add(fetched);
        return fetched;
    }

    private Prefetched prefetched() {
        CacheTransaction transaction = transaction();
        return transaction == null ? prefetchedOutside : transaction.prefetched();
    }

    /**
     * The entry was not there, or could not be read.
     *
     * @param undecodable the stamp of an item whose body is none of this shape: the next put replaces it; 0 if there is none
     */
    public void missed(EntryAddress address, long undecodable) {
        CacheTransaction transaction = transaction();
        if (transaction == null) {
            lastMissed = address;
            lastUndecodable = undecodable;
        } else {
            transaction.missed(address, undecodable);
        }
    }

    /** @return whether the state waits to be put */
    public boolean load(LoadedState state) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            return !isSuspended() && transaction.load(state);
        }
        if (!mayPutOutsideTransaction(state.address())) {
            return false;
        }
        Item item = state.encode(services);
        return item != null
                && services.loadsOutsideTransactions()
                        .add(
                                services.operations()
                                        .putLoaded(
                                                state.address(), item, services.loadedAsOf(asOf), replaceBefore(state)),
                                asOf,
                                services.activity().region(state.address().region()));
    }

    private boolean mayPutOutsideTransaction(EntryAddress address) {
        return !services.clock().isVoid(asOf)
                && !services.unsettled().blocks(address)
                && services.pipeline().believedFrom(address.key()) != Pipeline.NOTHING
                && !wroteOutsideTransaction
                // on the application's own connection, and in a JTA transaction that it has not joined, it may see what
                // is not committed
                && DatabaseTransactions.providedConnection(session) == null
                && !JtaTransactions.surround(session);
    }

    private long replaceBefore(LoadedState state) {
        return Math.max(
                services.pipeline().believedFrom(state.address().key()),
                state.refresh() ? services.loadedAsOf(asOf) : afterUndecodable(state));
    }

    private long afterUndecodable(LoadedState state) {
        return state.address().equals(lastMissed) && lastUndecodable != 0 ? lastUndecodable + 1 : 0;
    }

    /** The session is about to persist the entity. */
    public void persisting(Object entity) {
        persisting = entity;
    }

    /** What the session persists at the moment, or did last in its transaction. */
    public @Nullable Object persisting() {
        return persisting;
    }

    /** The last entity that the session came by was a hit, or else was loaded from the database. */
    public void cameByEntity(boolean hit) {
        lastEntityWasHit = hit;
    }

    public boolean lastEntityWasHit() {
        return lastEntityWasHit;
    }

    // queries

    /**
     * Begins to look a query up: reads its entry, and with it the records of the spaces that it is known to be over.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public StripeAndEntry lookUp(String sql, EntryAddress address, Collection<SpaceAddress> spaces) {
        QueryLookup begun = new QueryLookup(sql, address.region());
        lookup = begun;
        if (spaces.isEmpty()) {
            tookRoundTrips(1);
            return services.reads().one(address);
        }
        List<String> keys = new ArrayList<>(spaces.size() + 2);
        keys.add(address.stripeKey());
        keys.add(address.key());
        spaces.forEach(space -> keys.add(space.key()));
        tookRoundTrips(keys.size());
        Map<String, byte[]> records = services.reads().records(keys);
        begun.add(spaces, records);
        // asked for behind the reading: it never goes back
        return new StripeAndEntry(
                records.get(address.stripeKey()),
                records.get(address.key()),
                services.pipeline().believedFrom(address.key()));
    }

    /**
     * The entry held a result: whether it is up to date Hibernate asks next.
     *
     * @param whenUpToDate what to do if it is
     */
    public void found(List<?> rows, Runnable whenUpToDate) {
        if (lookup != null) {
            lookup.found(rows, whenUpToDate);
        }
    }

    /**
     * The look-up that has been begun, with the records of all these spaces.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public @Nullable QueryLookup lookUp(Collection<SpaceAddress> spaces) {
        QueryLookup begun = lookup;
        if (begun != null) {
            List<SpaceAddress> unknown =
                    spaces.stream().filter(space -> !begun.knows(space)).toList();
            if (!unknown.isEmpty()) {
                tookRoundTrips(unknown.size());
                begun.add(
                        unknown,
                        services.reads()
                                .records(unknown.stream().map(SpaceAddress::key).toList()));
            }
        }
        return begun;
    }

    /** Whose query it is that the session has begun to look up, {@code null} if none. */
    public @Nullable RegionAddress lookedUpIn() {
        return lookup == null ? null : lookup.region();
    }

    /** The result that was found is not, or cannot be, believed: nothing is to be fetched for it. */
    public void outOfDate() {
        lookup = null;
    }

    /** The rows of the result that was found last: Hibernate is about to ask for what is in them. */
    public List<?> lastRows() {
        return lookup == null ? List.of() : lookup.rows();
    }

    /** Whether the session itself changes the space, or this node owes Redis that it has changed. */
    public boolean hides(SpaceAddress space) {
        CacheTransaction transaction = transaction();
        return services.unsettled().blocks(space)
                || (transaction == null ? markedOutside.containsKey(space) : transaction.hides(space));
    }

    /** @param spaces that the query is over, {@code null} if they are not known */
    public void result(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            if (!isSuspended()) {
                transaction.result(address, item, spaces);
            }
        } else if (mayPutOutsideTransaction(address)) {
            services.loadsOutsideTransactions()
                    .add(
                            services.operations().putLoaded(address, item, services.loadedAsOf(asOf), 0),
                            asOf,
                            services.activity().region(address.region()));
        }
    }

    /**
     * The session is about to change what queries over these spaces find.
     *
     * @throws CacheException if a mark cannot be placed and {@code on_failure=reject}
     */
    public void mark(Collection<SpaceAddress> spaces) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            transaction.mark(spaces, observer().isPrepared() || isSuspended());
            return;
        }
        wroteOutsideTransaction();
        for (SpaceAddress space : spaces) {
            Token token = services.tokens().next();
            markedOutside.put(space, token);
            AtOnce.mark(services, space, token);
        }
    }

    /** It has changed them. Within a transaction its completion says so. */
    public void changed(Collection<SpaceAddress> spaces) {
        for (SpaceAddress space : spaces) {
            Token token = markedOutside.remove(space);
            if (token != null) {
                AtOnce.changed(services, space, token);
            }
        }
    }

    /** Whether what the session writes may be stored (its cache mode). */
    public boolean mayPut() {
        return session.getCacheMode().isPutEnabled();
    }

    // changes

    /** @throws CacheException if the lock cannot be placed and {@code on_failure=reject} */
    public SoftLock lock(EntryAddress address) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            boolean suspended = isSuspended();
            SoftLock lock = transaction.lock(address, suspended || observer().isPrepared());
            return suspended ? new ItemLock(address, transaction, NO_ITEM, null) : lock;
        }
        wroteOutsideTransaction();
        Token token = services.tokens().next();
        AtOnce.lock(services, address, token);
        return new ItemLock(address, null, 0, token);
    }

    /** The locked entry is not to be stored: after the transaction it is gone. */
    public void unlock(@Nullable SoftLock lock) {
        if (lock instanceof ItemLock held && held.token() != null) {
            AtOnce.settle(services, held.address(), held.token());
        }
    }

    /** @return whether the state will be written through */
    public boolean update(@Nullable SoftLock lock, LoadedState state) {
        if (lock instanceof ItemLock held && held.transaction() != null) {
            return held.transaction().update(held, state);
        }
        unlock(lock);
        return false;
    }

    /** The session inserts a row of a cached entity: its transaction will have something to put. */
    public void insert() {
        if (transaction() == null) {
            wroteOutsideTransaction();
        } else if (isSuspended()) {
            insertedElsewhere = true;
        }
    }

    /** @return whether the state will be put: its transaction has committed */
    public boolean inserted(LoadedState state) {
        CacheTransaction transaction = transaction();
        return transaction != null && !insertedElsewhere && transaction.inserted(state);
    }

    /** A bulk statement of the session changes the region; outside a transaction its closer runs out by itself. */
    public void close(RegionAddress region) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            transaction.close(region, observer().isPrepared() || isSuspended());
        } else {
            wroteOutsideTransaction();
            AtOnce.close(services, region, services.tokens().next(), region.keyPattern());
        }
    }

    /**
     * The row changes, and its entry is to go when the transaction has committed, without a lock before (nonstrict); outside one at once. On a connection
     * of the application's it is locked then: nobody says when that has committed.
     */
    public void evictAfterCompletion(EntryAddress address) {
        CacheTransaction transaction = transaction();
        if (transaction == null) {
            wroteOutsideTransaction();
            if (DatabaseTransactions.providedConnection(session) == null) {
                AtOnce.evict(services, address);
            } else {
                AtOnce.lock(services, address, services.tokens().next());
            }
        } else {
            transaction.evictAfterCompletion(address);
        }
    }

    /** The row may have changed: within a transaction the entry is locked, while one completes it goes with the second pipeline. */
    public void evict(EntryAddress address) {
        CacheTransaction transaction = transaction();
        if (transaction == null) {
            AtOnce.evict(services, address);
        } else if (session.isTransactionInProgress()) {
            transaction.lock(address, observer().isPrepared() || isSuspended());
        } else {
            transaction.evictAfterCompletion(address);
        }
    }

    /**
     * Whether this thread works in another JTA transaction than the session's. What it does then may be committed, or rolled back, before
     * its own transaction: locks go out at once, and nothing is stored.
     */
    private boolean isSuspended() {
        Object joined = observer().jtaTransaction();
        return joined != null && !joined.equals(JtaTransactions.current(session));
    }

    private void wroteOutsideTransaction() {
        wroteOutsideTransaction = true;
        lookup = null;
        prefetchedOutside.clear();
    }

    // the transaction

    private @Nullable CacheTransaction transaction() {
        CompletionObserver heard = observer();
        CacheTransaction current = heard.current();
        // one that another session on the same connection has ended is over for this one too
        if ((current == null || current.isFinished()) && session.isTransactionInProgress()) {
            CacheTransaction joined = services.transactions().join(session, heard, services);
            heard.join(joined);
            current = joined;
        }
        if (current != null) {
            current.join(asOf);
        }
        return current;
    }

    private CompletionObserver observer() {
        if (observer == null) {
            observer = services.transactions().observer(this, session.getTransactionCoordinator());
            if (joinedWhenOpened != null) {
                observer.hasJoined(joinedWhenOpened);
                joinedWhenOpened = null;
            }
        }
        return observer;
    }
}
