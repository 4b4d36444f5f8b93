package io.throughline.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.jspecify.annotations.Nullable;

/** Asks the JTA platform for the transaction of the calling thread, which is not always the one that a session has joined. */
final class JtaTransactions {

    private JtaTransactions() {}

    /** Whether the session uses JTA transactions. Must not be called while the session is being opened. */
    static boolean isUsedBy(SharedSessionContractImplementor session) {
        return session.getTransactionCoordinator()
                .getTransactionCoordinatorBuilder()
                .isJta();
    }

    /**
     * Identifies this thread's transaction; {@code null} if there is none, or the platform has no transaction manager to ask.
     *
     * @throws HibernateException if the transaction manager fails
     */
    static @Nullable Object current(SessionFactoryImplementor factory) {
        JtaPlatform platform = platform(factory);
        TransactionManager manager = platform.retrieveTransactionManager();
        if (manager == null) {
            return null;
        }
        try {
            Transaction transaction = manager.getTransaction();
            return transaction == null ? null : platform.getTransactionIdentifier(transaction);
        } catch (SystemException e) {
            throw new HibernateException("The JTA transaction manager failed to report the current transaction", e);
        }
    }

    /** The same; {@code null} for a session that does not use JTA transactions. */
    static @Nullable Object current(SharedSessionContractImplementor session) {
        return isUsedBy(session) ? current(session.getFactory()) : null;
    }

    /**
     * Whether this thread works in a JTA transaction, even one that the session has not joined.
     *
     * @throws HibernateException if the transaction manager fails
     */
    static boolean surround(SharedSessionContractImplementor session) {
        if (!isUsedBy(session)) {
            return false;
        }
        try {
            return platform(session.getFactory()).getCurrentStatus() != Status.STATUS_NO_TRANSACTION;
        } catch (SystemException e) {
            throw new HibernateException("The JTA transaction manager failed to report the current status", e);
        }
    }

    /** Runs the work before this thread's transaction completes, after the synchronizations that are already registered. */
    static void beforeCompletion(SessionFactoryImplementor factory, Runnable work) {
        platform(factory).registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                work.run();
            }

            @Override
            public void afterCompletion(int status) {
                // the session's own synchronization hears of it
            }
        });
    }

    private static JtaPlatform platform(SessionFactoryImplementor factory) {
        return factory.getServiceRegistry().requireService(JtaPlatform.class);
    }
}
