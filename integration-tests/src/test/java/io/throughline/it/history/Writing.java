package io.throughline.it.history;

import java.util.List;
import org.hibernate.SharedSessionContract;

/** A transaction that writes registers. */
final class Writing {

    private final SharedSessionContract session;
    private final String transaction;
    private final List<Register> registers;

    Writing(SharedSessionContract session, String transaction, List<Register> registers) {
        this.session = session;
        this.transaction = transaction;
        this.registers = registers;
    }

    /** What the rows are to hold. */
    String mark() {
        return transaction;
    }

    List<Register> registers() {
        return registers;
    }

    /** Until the transaction ends nobody else writes it. @return whether there is a row */
    boolean lock(Register register) {
        return session.doReturningWork(connection -> Ledger.lock(connection, register));
    }

    /** @param present whether there will be a row */
    void claim(Register register, boolean present) {
        session.doWork(connection -> Ledger.write(connection, register, transaction, present));
    }
}
