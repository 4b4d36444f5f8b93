package io.throughline.transaction;

/**
 * Whether all transactions of a session factory are observed from their beginning, or only those that have a context, from the moment when they have
 * it. A transaction that finds everything near needs nobody to hear of its end. Observing each transaction would cost a find a tenth of its time.
 *
 * <p>An observer that is there from the beginning hears of a commit before the application's own callbacks, which may throw. Otherwise, a change that
 * is only evicted might never be settled. What is locked is safe in any case, because its locks run out.
 *
 * <p>Safe for all threads.
 */
public final class ObservedTransactions {

    private volatile boolean all;

    /**
     * From now on, all transactions are observed: something is only evicted in this factory, or the application registers synchronizations before the
     * cache does.
     */
    public void observeAll() {
        all = true;
    }

    boolean areAll() {
        return all;
    }
}
