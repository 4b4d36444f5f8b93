package io.throughline.it.history;

/**
 * Something that an application did, other than a read that succeeded or a transaction that writes.
 *
 * @param error empty if there was none
 */
record Call(String process, String operation, long start, long end, String error) {}
