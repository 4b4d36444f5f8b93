package io.throughline.it.history;

import java.util.List;

/**
 * A transaction that was to write some registers.
 *
 * @param begun before the transaction began
 * @param ended when its worker knew the outcome; 0 if it never did
 * @param error the failure, empty if there was none
 */
record Write(
        String transaction,
        String operation,
        List<String> registers,
        long begun,
        long ended,
        Outcome outcome,
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

    Write ended(long time, Outcome how, String why) {
        return new Write(transaction, operation, registers, begun, time, how, why);
    }
}
