package io.throughline.it.history;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.SharedSessionContract;

/** A transaction that writes registers. */
final class Writing {

    private final SharedSessionContract session;
    private final String transaction;
    private final List<Register> registers;
    private boolean locked;

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
        lockAll();
        return session.doReturningWork(connection -> Ledger.lock(connection, register));
    }

    /** All that it writes at once, in the order of names: else two transactions might wait for each other. */
    private void lockAll() {
        if (!locked) {
            Set<Register> all = new TreeSet<>(registers);
            registers.forEach(register -> all.add(register.lockedFirst()));
            session.doWork(connection -> {
                for (Register register : all) {
                    Ledger.lock(connection, register);
                }
            });
            locked = true;
        }
    }

    /** @param present whether there will be a row */
    void claim(Register register, boolean present) {
        session.doWork(connection -> Ledger.write(connection, register, transaction, present));
    }
}
