package io.throughline.transaction;

import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.StripeAndEntry;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    /** So many others are read with the entry that is asked for. */
    private static final int MOST_OTHERS = 255;

    private final CacheServices services;
    private final SharedSessionContractImplementor session;
    private long asOf;
    private @Nullable CompletionObserver observer;
    private @Nullable EntryAddress lastMissed;
    private long lastUndecodable;
    private final Prefetched prefetchedOutside = new Prefetched();
    private boolean wroteOutsideTransaction;
    private boolean lastEntityWasHit;

    public SessionSynchronization(CacheServices services, SharedSessionContractImplementor session) {
        this.services = services;
        this.session = session;
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
        observer().begun();
        transactionBegan();
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

    long asOf() {
        return asOf;
    }

    void transactionEnded() {
        asOf = services.clock().atLeast();
        lastMissed = null;
        wroteOutsideTransaction = false;
        prefetchedOutside.clear();
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
        if (transaction == null) {
            return address.equals(lastMissed) ? ServerClock.UNKNOWN : asOf;
        }
        return transaction.hides(address) || transaction.hasMissed(address) ? ServerClock.UNKNOWN : transaction.asOf();
    }

    /**
     * Reads the entry: what was prefetched if it was, else from Redis, and together with it others that are about to be asked for.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public StripeAndEntry read(EntryAddress address, Supplier<Stream<EntryAddress>> others) {
        Prefetched prefetched = prefetched();
        StripeAndEntry records = prefetched.take(address);
        if (records == null) {
            List<EntryAddress> together = worthReading(others.get(), MOST_OTHERS);
            if (together.isEmpty()) {
                return services.pipeline().read(address);
            }
            together.add(address);
            prefetched.add(services.pipeline().read(together));
            records = prefetched.take(address);
        }
        return records == null ? services.pipeline().read(address) : records;
    }

    /** Fetches entries together that are about to be asked for one by one; a failure costs a round trip each, later. */
    public void prefetch(Collection<EntryAddress> addresses) {
        List<EntryAddress> together = worthReading(addresses.stream(), Integer.MAX_VALUE);
        if (together.size() < 2) {
            return;
        }
        try {
            prefetched().add(services.pipeline().read(together));
        } catch (RedisUnavailableException e) {
            services.activity().count(Event.REDIS_FAILED);
            CacheMessages.LOG.failed("a prefetch of " + together.size() + " entries", e.getMessage());
        }
    }

    private List<EntryAddress> worthReading(Stream<EntryAddress> addresses, int most) {
        Prefetched prefetched = prefetched();
        return addresses
                .distinct()
                .filter(address -> !prefetched.contains(address) && mayReadAsOf(address) != ServerClock.UNKNOWN)
                .limit(most)
                .collect(Collectors.toCollection(ArrayList::new));
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
            return transaction.load(state);
        }
        if (asOf == ServerClock.UNKNOWN
                || services.unsettled().blocks(state.address())
                || wroteOutsideTransaction
                || DatabaseTransactions.providedConnection(session) != null) {
            return false; // on the application's own connection it may see what is not committed
        }
        Item item = state.encode(services.activity());
        return item != null
                && services.loadsOutsideTransactions()
                        .add(services.operations().putLoaded(state.address(), item, asOf, replaceBefore(state)));
    }

    private long replaceBefore(LoadedState state) {
        if (state.refresh()) {
            return asOf;
        }
        return state.address().equals(lastMissed) && lastUndecodable != 0 ? lastUndecodable + 1 : 0;
    }

    /** The last entity that the session came by was a hit, or else was loaded from the database. */
    public void cameByEntity(boolean hit) {
        lastEntityWasHit = hit;
    }

    public boolean lastEntityWasHit() {
        return lastEntityWasHit;
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
            return transaction.lock(address, observer().isPrepared());
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
        }
    }

    /** @return whether the state will be put: its transaction has committed */
    public boolean inserted(LoadedState state) {
        CacheTransaction transaction = transaction();
        return transaction != null && transaction.inserted(state);
    }

    /** A bulk statement of the session changes the region; outside a transaction its closer runs out by itself. */
    public void close(RegionAddress region) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            transaction.close(region, observer().isPrepared());
        } else {
            wroteOutsideTransaction();
            AtOnce.close(services, region, services.tokens().next(), region.keyPattern());
        }
    }

    /** The row changes, and its entry is to go when the transaction has committed, without a lock before (nonstrict); outside one at once. */
    public void evictAfterCompletion(EntryAddress address) {
        CacheTransaction transaction = transaction();
        if (transaction == null) {
            wroteOutsideTransaction();
            AtOnce.evict(services, address);
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
            transaction.lock(address, observer().isPrepared());
        } else {
            transaction.evictAfterCompletion(address);
        }
    }

    private void wroteOutsideTransaction() {
        wroteOutsideTransaction = true;
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
        }
        return observer;
    }
}
