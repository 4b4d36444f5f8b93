package io.throughline.it.history;

import java.util.List;

/**
 * A transaction that was to write some registers.
 *
 * @param begun before the transaction began
 * @param committing when {@code commit()} was called; 0 if it never was, or nobody knows
 * @param ended when its worker knew the outcome; 0 if it never did
 * @param locked whether no lock failed to be placed while it was committed, by its process
 * @param error the failure, empty if there was none
 */
record Write(
        String transaction,
        String operation,
        List<String> registers,
        long begun,
        long committing,
        long ended,
        Outcome outcome,
        boolean locked,
        String error) {

    enum Outcome {
        /** {@code commit()} has returned. */
        ACKNOWLEDGED,
        /** It threw: usually, but not always, nothing has been committed. */
        FAILED,
        /** On purpose: it must never be seen. */
        ROLLED_BACK,
        /** The worker was killed: it may have been committed or not. */
        UNKNOWN
    }

    Write ended(Outcome how, boolean locks, long commit, long time, String why) {
        return new Write(transaction, operation, registers, begun, commit, time, how, locks, why);
    }
}
