package io.throughline.transaction;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.jdbc.internal.JdbcCoordinatorImpl;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.jdbc.internal.LogicalConnectionProvidedImpl;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one context of a database transaction, whatever sessions take part. They may be those on one transaction coordinator (parent and child,
 * and a session's own), those in one JTA transaction, and those on one connection of the application's.
 *
 * <p>Safe for all threads; its locks are held only for a lookup.
 */
public final class DatabaseTransactions {

    /**
     * Contexts that several coordinators may join, by what identifies their transaction, while they last. A context holds its key, and only
     * observers hold the context, because sessions that are dropped after another thread rolled back never report the end.
     */
    private final Map<Object, WeakReference<CacheTransaction>> shared = new WeakHashMap<>();

    /** A connection of the application's, told apart by identity. */
    private static final class ProvidedConnection {
        private final Connection connection;

        private ProvidedConnection(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ProvidedConnection that && connection == that.connection;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(connection);
        }
    }

    /**
     * The session that a session's coordinator was made for: itself or, for a child on the same connection, the session that it was opened from. The
     * coordinator's observer is kept there and not in a map of all sessions: if hundreds of thousands of sessions come and go every second, they
     * would wait for the map.
     */
    static SharedSessionContractImplementor ownerOfCoordinator(SharedSessionContractImplementor session) {
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        if (coordinator instanceof JdbcCoordinatorImpl known
                && known.getJdbcSessionOwner() instanceof SharedSessionContractImplementor owner) {
            return owner;
        }
        throw new CacheException("Sessions whose JDBC coordinator is a "
                + coordinator.getClass().getName()
                + " cannot use the cache, because it does not say which session owns it; accepted: "
                + JdbcCoordinatorImpl.class.getName());
    }

    /** The context of the session's transaction, made if this is the first request for it. */
    CacheTransaction join(
            SharedSessionContractImplementor session, CompletionObserver observer, CacheServices services) {
        Object key = JtaTransactions.isUsedBy(session) ? jtaKey(session, observer) : providedKey(session);
        if (key == null) {
            return new CacheTransaction(services, null, true);
        }
        // a JTA transaction, and one on a connection of the application's, may have read before these sessions were
        // opened
        boolean mayPutLoads =
                !(key instanceof ProvidedConnection) && services.isolation().isReadCommitted();
        synchronized (shared) {
            if (key instanceof ProvidedConnection) {
                shared.entrySet().removeIf(known -> known.getKey() instanceof ProvidedConnection && isAbandoned(known));
            }
            WeakReference<CacheTransaction> known = shared.get(key);
            CacheTransaction transaction = known == null ? null : known.get();
            if (transaction == null || transaction.isFinished()) {
                transaction = new CacheTransaction(services, key, mayPutLoads);
                shared.remove(key); // an equal key that nobody holds any more would remove the new context with it
                shared.put(key, new WeakReference<>(transaction));
            }
            transaction.enter(observer);
            return transaction;
        }
    }

    private static boolean isAbandoned(Map.Entry<Object, WeakReference<CacheTransaction>> known) {
        CacheTransaction transaction = known.getValue().get();
        return transaction == null || transaction.isAbandoned();
    }

    /** How many transactions that several coordinators may join have not ended. */
    public int size() {
        synchronized (shared) {
            return shared.size();
        }
    }

    /**
     * A coordinator is about to complete. In a JTA transaction each coordinator has a synchronization of its own, which flushes. When it is the last one's
     * turn, everything has been flushed, and the locks are sent together. A coordinator that joins a completing transaction is registered in time, or refused.
     */
    void prepare(CacheTransaction transaction) {
        if (transaction.sharedKey() instanceof ProvidedConnection || transaction.allPrepared()) {
            transaction.prepare();
        }
    }

    /**
     * A coordinator has completed. A committed JTA transaction ends with the last coordinator, because the after-callbacks of all its sessions
     * belong to it. A transaction that was rolled back, or one on a shared connection, ends with the first.
     */
    void end(CompletionObserver observer, CacheTransaction transaction, boolean successful) {
        if (transaction.isFinished()) {
            return;
        }
        Object key = transaction.sharedKey();
        if (key != null) {
            boolean last = transaction.leave(observer);
            if (successful && !last && !(key instanceof ProvidedConnection)) {
                return;
            }
            forget(transaction);
        }
        if (successful) {
            transaction.committed();
        } else {
            transaction.rolledBack();
        }
    }

    /** No coordinator joins it any more. */
    void forget(CacheTransaction transaction) {
        Object key = transaction.sharedKey();
        if (key == null) {
            return;
        }
        synchronized (shared) {
            WeakReference<CacheTransaction> known = shared.get(key);
            if (known != null && known.get() == transaction) {
                shared.remove(key);
            }
        }
    }

    /** The transaction that the coordinator has joined, whatever transaction this thread works in now. */
    private static @Nullable Object jtaKey(SharedSessionContractImplementor session, CompletionObserver observer) {
        if (observer.jtaTransaction() == null) {
            // a child session is the first to use the cache: its parent was opened within the transaction
            observer.hasJoined(JtaTransactions.current(session));
        }
        return observer.jtaTransaction();
    }

    private static @Nullable Object providedKey(SharedSessionContractImplementor session) {
        Connection connection = providedConnection(session);
        return connection == null ? null : new ProvidedConnection(connection);
    }

    /** The application's own connection, if the session works on one. */
    static @Nullable Connection providedConnection(SharedSessionContractImplementor session) {
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        return coordinator.getLogicalConnection() instanceof LogicalConnectionProvidedImpl provided
                        && provided.isPhysicallyConnected()
                ? provided.getPhysicalConnection()
                : null;
    }
}
