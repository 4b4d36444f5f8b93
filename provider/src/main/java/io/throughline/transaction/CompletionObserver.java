package io.throughline.transaction;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Hears a transaction coordinator's begin and completion: after all synchronizations, for stateless sessions too, once for all sessions
 * that share the coordinator. It stays for the coordinator's later transactions.
 */
final class CompletionObserver implements TransactionObserver {

    private final DatabaseTransactions transactions;
    private final List<SessionSynchronization> sessions = new ArrayList<>(1);
    private @Nullable CacheTransaction current;
    private boolean prepared;

    CompletionObserver(DatabaseTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A session that uses the coordinator. One that came later may have an observer of its own there, which flushes it: this one moves
     * behind it, so that it hears of the completion when all has been flushed and all callbacks have run.
     */
    void add(SessionSynchronization session, TransactionCoordinator coordinator) {
        sessions.add(session);
        coordinator.removeObserver(this);
        coordinator.addObserver(this);
    }

    boolean isAbandoned() {
        return sessions.stream().allMatch(SessionSynchronization::isClosed);
    }

    /** The transaction that has been joined and has not been finished. */
    @Nullable
    CacheTransaction current() {
        return current;
    }

    void join(CacheTransaction transaction) {
        current = transaction;
    }

    /** Whether locks have gone out: one that comes now goes out at once. */
    boolean isPrepared() {
        return prepared;
    }

    @Override
    public void afterBegin() {
        abandonLeftovers();
        sessions.forEach(SessionSynchronization::transactionBegan);
    }

    /** A failed commit that Hibernate did not report (6.6). */
    void abandonLeftovers() {
        if (current != null) {
            end(false);
        }
        prepared = false;
    }

    @Override
    public void beforeCompletion() {
        prepared = true;
        if (current != null) {
            current.prepare();
        }
    }

    @Override
    public void afterCompletion(boolean successful, boolean delayed) {
        if (current != null) {
            end(successful);
        }
        prepared = false;
        sessions.removeIf(SessionSynchronization::isClosed);
        sessions.forEach(SessionSynchronization::transactionEnded);
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
