package io.throughline.transaction;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.jdbc.internal.LogicalConnectionProvidedImpl;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one context of a database transaction, whatever sessions take part: those on one transaction coordinator (parent and child,
 * and a session's own), those in one JTA transaction, those on one connection of the application's.
 *
 * <p>Safe for all threads; its locks are held for a look-up only.
 */
public final class DatabaseTransactions {

    /** Its observer keeps a coordinator's context alive, and is kept by the coordinator alone. */
    private final Map<TransactionCoordinator, WeakReference<CompletionObserver>> observers =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** Contexts that several coordinators may join, by what identifies their transaction, while they last. */
    private final Map<Object, CacheTransaction> shared = new ConcurrentHashMap<>();

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

    /** The observer of a session's coordinator. */
    CompletionObserver observer(SessionSynchronization session, TransactionCoordinator coordinator) {
        CompletionObserver observer;
        synchronized (observers) {
            WeakReference<CompletionObserver> known = observers.get(coordinator);
            observer = known == null ? null : known.get();
            if (observer == null) {
                observer = new CompletionObserver(this);
                observers.put(coordinator, new WeakReference<>(observer));
            }
        }
        observer.add(session, coordinator);
        return observer;
    }

    /** The context of the transaction that the session is in, made if it is the first to ask. */
    CacheTransaction join(
            SharedSessionContractImplementor session, CompletionObserver observer, CacheServices services) {
        Object key = sharedKey(session);
        if (key == null) {
            return new CacheTransaction(services, null, true);
        }
        if (key instanceof ProvidedConnection) {
            shared.entrySet()
                    .removeIf(known -> known.getKey() instanceof ProvidedConnection
                            && known.getValue().isAbandoned());
        }
        // a JTA transaction, and one on a connection of the application's, may have read before these sessions were
        // opened
        boolean mayPutLoads =
                !(key instanceof ProvidedConnection) && services.isolation().isReadCommitted();
        return shared.compute(key, (k, known) -> {
            CacheTransaction transaction =
                    known == null || known.isFinished() ? new CacheTransaction(services, k, mayPutLoads) : known;
            transaction.enter(observer);
            return transaction;
        });
    }

    /** A coordinator has completed. The last one ends a JTA transaction; the first one that of a shared connection. */
    void end(CompletionObserver observer, CacheTransaction transaction, boolean successful) {
        if (transaction.isFinished()) {
            return;
        }
        Object key = transaction.sharedKey();
        if (key != null) {
            if (!transaction.leave(observer) && !(key instanceof ProvidedConnection)) {
                return;
            }
            shared.remove(key, transaction);
        }
        if (successful) {
            transaction.committed();
        } else {
            transaction.rolledBack();
        }
    }

    private static @Nullable Object sharedKey(SharedSessionContractImplementor session) {
        if (session.getTransactionCoordinator()
                .getTransactionCoordinatorBuilder()
                .isJta()) {
            return jtaTransaction(session);
        }
        Connection connection = providedConnection(session);
        return connection == null ? null : new ProvidedConnection(connection);
    }

    private static @Nullable Object jtaTransaction(SharedSessionContractImplementor session) {
        JtaPlatform platform = session.getFactory().getServiceRegistry().getService(JtaPlatform.class);
        if (platform == null || platform.retrieveTransactionManager() == null) {
            return null;
        }
        try {
            jakarta.transaction.Transaction transaction =
                    platform.retrieveTransactionManager().getTransaction();
            return transaction == null ? null : platform.getTransactionIdentifier(transaction);
        } catch (jakarta.transaction.SystemException e) {
            throw new org.hibernate.HibernateException("The JTA transaction manager does not tell its transaction", e);
        }
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
