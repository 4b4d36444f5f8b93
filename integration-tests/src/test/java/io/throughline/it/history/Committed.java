package io.throughline.it.history;

/**
 * A state of a register that the database has committed.
 *
 * @param sequence counts the committed states of the register: written under a row lock in the transaction that wrote the state
 * @param present false if the row was deleted
 */
record Committed(String register, long sequence, String transaction, boolean present) {}
