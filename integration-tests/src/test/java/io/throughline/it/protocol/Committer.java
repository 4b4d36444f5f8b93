package io.throughline.it.protocol;

import io.throughline.protocol.Reply;

/** A transaction that changes the row, protected in Redis around its commit for a limited time. */
abstract class Committer {

    final Row row;
    private long until;
    private long ranOut;
    private long written;

    Committer(Row row) {
        this.row = row;
    }

    /** Before the commit. */
    abstract void protects();

    /** After it. */
    abstract void releases();

    final void protectedBy(long before, Reply reply) {
        until = before + row.limit(); // not after the limit in the record
        ranOut = reply.serverTime() + row.limit() + Row.SLACK; // not before it
    }

    /** Whether it did: not if its limit has passed. */
    final boolean triesToCommit() {
        boolean committed = row.commitsBefore(until);
        written = row.value();
        return committed;
    }

    /** @throws TimeLimitPassedException if its limit has passed */
    final void commits() {
        if (!triesToCommit()) {
            throw new TimeLimitPassedException();
        }
    }

    final long written() {
        return written;
    }

    /** When its protection has run out for sure. */
    final long ranOut() {
        return ranOut;
    }
}
