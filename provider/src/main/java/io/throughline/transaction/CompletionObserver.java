package io.throughline.transaction;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Hears a transaction coordinator's begin and completion: after all synchronizations, for stateless sessions too, once for all sessions
 * that share the coordinator. It stays for the coordinator's later transactions.
 */
final class CompletionObserver implements TransactionObserver {

    private final DatabaseTransactions transactions;
    /** Other threads look at them: contexts of connections of the application's are swept when their sessions are closed. */
    private final List<SessionSynchronization> sessions = new CopyOnWriteArrayList<>();

    private @Nullable CacheTransaction current;
    private boolean prepared;
    private boolean heardOfBegin;

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

    /** All sessions of the coordinator take part, those too that have not used the cache: their snapshot of the database is the transaction's. */
    void join(CacheTransaction transaction) {
        current = transaction;
        sessions.forEach(session -> transaction.join(session.asOf()));
    }

    /** A stateful session says so, before an interceptor can do anything in the new transaction. */
    void begun() {
        abandonLeftovers();
        heardOfBegin = true;
    }

    /** Whether locks have gone out: one that comes now goes out at once. */
    boolean isPrepared() {
        return prepared;
    }

    @Override
    public void afterBegin() {
        if (!heardOfBegin) {
            abandonLeftovers();
        }
        heardOfBegin = false;
        sessions.forEach(SessionSynchronization::transactionBegan);
    }

    /** A failed commit that Hibernate did not report (6.6). */
    private void abandonLeftovers() {
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
