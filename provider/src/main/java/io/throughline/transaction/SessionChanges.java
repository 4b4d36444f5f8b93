package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Token;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The entries and regions that a session changes. Within a transaction, changes are written down until it completes. Outside a transaction they are sent at once: LOCK
 * and CLOSE when Hibernate locks, and SETTLE without an item when it unlocks.
 *
 * <p>Belongs to the session's thread.
 */
public final class SessionChanges {

    /** A number that no lock has: nothing is stored with it. */
    private static final int NO_ITEM = -1;

    private final SessionSynchronization session;
    private final CacheServices services;
    private final SharedSessionContractImplementor hibernate;
    /** Whether the session inserted a row while the JTA transaction that it has joined was suspended. */
    private boolean insertedElsewhere;

    SessionChanges(SessionSynchronization session, CacheServices services, SharedSessionContractImplementor hibernate) {
        this.session = session;
        this.services = services;
        this.hibernate = hibernate;
    }

    /** The one that belongs to the session, whatever kind of session it is. */
    public static SessionChanges of(SharedSessionContractImplementor session) {
        return SessionSynchronization.of(session).changes();
    }

    void transactionEnded() {
        insertedElsewhere = false;
    }

    /** Whether what the session writes may be stored (its cache mode). */
    public boolean mayPut() {
        return hibernate.getCacheMode().isPutEnabled();
    }

    /** @throws CacheException if the lock cannot be placed and {@code on_failure=reject} */
    public SoftLock lock(EntryAddress address) {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            boolean suspended = session.isSuspended();
            SoftLock lock = transaction.lock(address, suspended || session.isPrepared());
            return suspended ? new ItemLock(address, transaction, NO_ITEM, null) : lock;
        }
        session.wroteOutsideTransaction();
        Token token = services.tokens().next();
        AtOnce.lock(services, address, token);
        return new ItemLock(address, null, 0, token);
    }

    /** The locked entry is not to be stored: it is removed after the transaction. */
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

    /** The session inserts a row of a cached entity, so its transaction will have something to put. */
    public void insert() {
        if (session.transaction() == null) {
            session.wroteOutsideTransaction();
        } else if (session.isSuspended()) {
            insertedElsewhere = true;
        }
    }

    /** @return whether the state will be put, because its transaction has committed */
    public boolean inserted(LoadedState state) {
        CacheTransaction transaction = session.transaction();
        return transaction != null && !insertedElsewhere && transaction.inserted(state);
    }

    /** A bulk statement of the session changes the region; outside a transaction its closer runs out by itself. */
    public void close(RegionAddress region) {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            transaction.close(region, session.placesAtOnce());
        } else {
            session.wroteOutsideTransaction();
            AtOnce.close(services, region, services.tokens().next(), region.keyPattern());
        }
    }

    /**
     * The row changes, and its entry is to be evicted after the commit, without a lock before it (nonstrict). Outside a transaction it is evicted at once. On a connection
     * of the application's own it is locked instead, because nobody says when that connection has committed.
     */
    public void evictAfterCompletion(EntryAddress address) {
        CacheTransaction transaction = session.transaction();
        if (transaction == null) {
            session.wroteOutsideTransaction();
            if (session.isOnProvidedConnection()) {
                AtOnce.lock(services, address, services.tokens().next());
            } else {
                AtOnce.evict(services, address);
            }
        } else {
            transaction.evictAfterCompletion(address);
        }
    }

    /** The row may have changed: within a transaction the entry is locked; while one completes, it is evicted with the second pipeline. */
    public void evict(EntryAddress address) {
        CacheTransaction transaction = session.transaction();
        if (transaction == null) {
            AtOnce.evict(services, address);
        } else if (hibernate.isTransactionInProgress()) {
            transaction.lock(address, session.placesAtOnce());
        } else {
            transaction.evictAfterCompletion(address);
        }
    }
}
