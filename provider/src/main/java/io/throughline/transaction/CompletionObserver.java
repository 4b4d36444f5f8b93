package io.throughline.transaction;

import static org.hibernate.resource.transaction.spi.TransactionStatus.ACTIVE;
import static org.hibernate.resource.transaction.spi.TransactionStatus.MARKED_ROLLBACK;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.Arrays;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.internal.SynchronizationRegistryStandardImpl;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Hears when a transaction coordinator's transactions begin and complete. It hears of a completion after all synchronizations, also for stateless
 * sessions, and once for all sessions that share the coordinator. It stays for the coordinator's later transactions.
 *
 * <p>While the coordinator has only one session, that session itself reports the begin and the end. The coordinator then need not know of this
 * observer before there is a context ({@link ObservedTransactions}).
 */
final class CompletionObserver implements TransactionObserver {

    private final DatabaseTransactions transactions;
    private final ObservedTransactions observed;
    private final TransactionCoordinator coordinator;
    private final boolean isJta;
    /** Whether the coordinator's own session reports begin and end by itself. */
    private final boolean isTold;
    /** Read by other threads: contexts on connections of the application's are swept when their sessions are closed. */
    private volatile SessionSynchronization[] sessions;

    private @Nullable CacheTransaction current;
    private boolean observes;
    private boolean prepared;
    private boolean heardOfBegin;
    private boolean listensForCommit;
    private @Nullable Object jtaTransaction;

    /** @param session the first that uses the owner's coordinator: the owner itself, or a child of it */
    CompletionObserver(
            DatabaseTransactions transactions,
            ObservedTransactions observed,
            SharedSessionContractImplementor owner,
            SessionSynchronization session) {
        this.transactions = transactions;
        this.observed = observed;
        this.coordinator = owner.getTransactionCoordinator();
        this.isJta = JtaTransactions.isUsedBy(owner);
        this.isTold = !isJta && owner.isEventSource();
        this.sessions = new SessionSynchronization[] {session};
        if (isFromBegin() || owner.getCacheTransactionSynchronization() != session) {
            observe();
        }
    }

    /**
     * Another session that uses the coordinator. A session that came later may have an observer of its own there, which flushes it. This observer moves
     * behind that one, so that it hears of the completion after everything has been flushed and all callbacks have run.
     */
    void add(SessionSynchronization session) {
        SessionSynchronization[] all = Arrays.copyOf(sessions, sessions.length + 1);
        all[all.length - 1] = session;
        sessions = all;
        coordinator.removeObserver(this);
        observes = false;
        observe();
    }

    private boolean isFromBegin() {
        return !isTold || observed.areAll();
    }

    private void observe() {
        if (!observes) {
            coordinator.addObserver(this);
            observes = true;
        }
    }

    boolean isAbandoned() {
        for (SessionSynchronization session : sessions) {
            if (!session.isClosed()) {
                return false;
            }
        }
        return true;
    }

    boolean isOfOneSession() {
        return sessions.length == 1;
    }

    /** Whether only one session, which reports by itself, can have given the transaction a context. */
    boolean isOfTellingSession() {
        return isTold && isOfOneSession();
    }

    /** The transaction that has been joined and has not been finished. */
    @Nullable
    CacheTransaction current() {
        return current;
    }

    /** All sessions of the coordinator take part, even if they have not used the cache, because they share the transaction's snapshot of the database. */
    void join(CacheTransaction transaction) {
        current = transaction;
        observe();
        if (!listensForCommit && hasSynchronizations()) {
            observed.observeAll(); // they may be running just now, and adding one would make them fail
        } else {
            listenForCommit();
        }
        for (SessionSynchronization session : sessions) {
            transaction.join(session.asOf());
        }
    }

    /**
     * Reported by the coordinator's own session, before an interceptor can do anything in the new transaction.
     *
     * @param joined identifies the JTA transaction whose completion the coordinator will hear of; {@code null} if there is none
     */
    void begun(@Nullable Object joined) {
        abandonLeftovers();
        heardOfBegin = true;
        jtaTransaction = joined;
        if (isFromBegin()) {
            observe();
            listenForCommit();
        }
    }

    /**
     * Reported by the coordinator's own session, after its flush. Synchronizations come next. They may flush more, which can still be placed together
     * after them. Then come other observers. If one of them is the first to lock something, the coordinator no longer asks this one.
     */
    void completing() {
        if (!observes && !hasSynchronizations()) {
            prepared = true;
        } else {
            observe();
        }
    }

    private boolean hasSynchronizations() {
        return !(coordinator.getLocalSynchronizations() instanceof SynchronizationRegistryStandardImpl known)
                || known.getNumberOfRegisteredSynchronizations() > 0;
    }

    /**
     * Reported by the coordinator's own session.
     *
     * @return whether that is all: the coordinator does not report it
     */
    boolean completed() {
        if (observes || isInNextTransaction()) {
            return false;
        }
        prepared = false;
        return true;
    }

    /** Whether somebody who heard of the end earlier has already begun the next transaction. That begin has ended what the last transaction left. */
    private boolean isInNextTransaction() {
        return !isJta && coordinator.getTransactionDriverControl().getStatus() == ACTIVE;
    }

    @Nullable
    Object jtaTransaction() {
        return jtaTransaction;
    }

    /** The coordinator had joined a JTA transaction before the observer was made. */
    void hasJoined(@Nullable Object joined) {
        if (jtaTransaction == null) {
            jtaTransaction = joined;
        }
    }

    /** The coordinator's synchronizations ran before this observer existed. */
    void prepared() {
        prepared = true;
    }

    /** Whether locks have been sent: a lock that comes now is sent at once. */
    boolean isPrepared() {
        return prepared;
    }

    @Override
    public void afterBegin() {
        boolean ownSessionKnows = heardOfBegin;
        if (!ownSessionKnows) {
            abandonLeftovers();
            listenForCommit();
        }
        heardOfBegin = false;
        if (ownSessionKnows && isOfOneSession()) {
            return;
        }
        for (SessionSynchronization session : sessions) {
            session.transactionBegan();
        }
    }

    /**
     * Observers are called after all callbacks have run, and not at all if one throws. A synchronization of the coordinator is told of the commit before
     * the callbacks. It precedes the application's own synchronizations if it is registered when the transaction begins.
     */
    private void listenForCommit() {
        if (listensForCommit) {
            return;
        }
        coordinator.getLocalSynchronizations().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // the observer hears of it later, after everything has been flushed
            }

            @Override
            public void afterCompletion(int status) {
                listensForCommit = false;
                if (status == Status.STATUS_COMMITTED && current != null) {
                    current.knownCommitted(hasPostCommitListeners(), CompletionObserver.this::isAbandoned);
                }
            }
        });
        listensForCommit = true;
    }

    /** Listeners of the application that Hibernate calls among its own callbacks. */
    private boolean hasPostCommitListeners() {
        for (SessionSynchronization session : sessions) {
            if (session.hasPostCommitListeners()) {
                return true;
            }
        }
        return false;
    }

    /** Ends what was not reported: a commit that failed without a report by Hibernate (6.6), or one that succeeded and whose callbacks threw. */
    private void abandonLeftovers() {
        if (current != null) {
            end(current.isKnownCommitted());
        }
        prepared = false;
        listensForCommit = false;
    }

    @Override
    public void beforeCompletion() {
        prepared = true;
        // JTA calls after a flush that failed, too
        if (current != null && coordinator.getTransactionDriverControl().getStatus() != MARKED_ROLLBACK) {
            transactions.prepare(current);
        }
    }

    @Override
    public void afterCompletion(boolean successful, boolean delayed) {
        if (isInNextTransaction()) {
            return;
        }
        if (current != null) {
            end(successful);
        }
        prepared = false;
        jtaTransaction = null;
        dropClosed();
        for (SessionSynchronization session : sessions) {
            session.transactionEnded();
        }
    }

    private void dropClosed() {
        for (SessionSynchronization session : sessions) {
            if (session.isClosed()) {
                sessions =
                        Arrays.stream(sessions).filter(one -> !one.isClosed()).toArray(SessionSynchronization[]::new);
                return;
            }
        }
    }

    private void end(boolean successful) {
        CacheTransaction ended = current;
        current = null;
        prepared = false;
        if (ended != null) {
            transactions.end(this, ended, successful);
        }
    }
}
