package io.throughline.transaction;

/**
 * Whether all transactions of a session factory are observed from their begin on, or only those that have a context, from when they have one: a transaction that finds everything near needs nobody to hear of its end, and
 * to be heard by each costs a find a tenth of its time.
 *
 * <p>What is observed from the begin on is told of a commit before what the application registers, which may throw. Without that, a change that is only evicted might never be settled. What is locked is safe
 * in any case: its locks run out.
 *
 * <p>Safe for all threads.
 */
public final class ObservedTransactions {

    private volatile boolean all;

    /** From now on all are: something is only evicted in this factory, or the application registers synchronizations before the cache does. */
    public void observeAll() {
        all = true;
    }

    boolean areAll() {
        return all;
    }
}
