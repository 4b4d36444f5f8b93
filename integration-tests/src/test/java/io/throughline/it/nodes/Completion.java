package io.throughline.it.nodes;

import jakarta.transaction.Synchronization;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;

/**
 * What a test does before a transaction completes, and after it: registered as a synchronization, or as an observer of a session's coordinator.
 *
 * @param before runs before the completion
 * @param after runs after it, however it has ended
 */
public record Completion(Runnable before, Runnable after) implements Synchronization, TransactionObserver {

    private static final Runnable NOTHING = () -> {};

    public static Completion before(Runnable work) {
        return new Completion(work, NOTHING);
    }

    public static Completion after(Runnable work) {
        return new Completion(NOTHING, work);
    }

    /** After the first transaction that completes, not after later ones. */
    public static Completion onceAfter(Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        return after(() -> {
            if (!done.getAndSet(true)) {
                work.run();
            }
        });
    }

    /** From now on it is an observer of the session's coordinator. */
    public void observe(Session session) {
        session.unwrap(SharedSessionContractImplementor.class)
                .getTransactionCoordinator()
                .addObserver(this);
    }

    @Override
    public void afterBegin() {
        // it waits for the completion
    }

    @Override
    public void beforeCompletion() {
        before.run();
    }

    @Override
    public void afterCompletion(int status) {
        after.run();
    }

    @Override
    public void afterCompletion(boolean successful, boolean delayed) {
        after.run();
    }
}
