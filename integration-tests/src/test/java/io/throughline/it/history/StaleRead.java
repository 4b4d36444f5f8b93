package io.throughline.it.history;

/**
 * A session was given an older state than was known before it began.
 *
 * @param nanosLate since when a newer state was known when the session began
 * @param afterCommitWithoutLocks whether the next newer state was committed without its locks, under {@code on_failure=bypass}
 * @param explanation for people
 */
record StaleRead(Read read, long nanosLate, boolean afterCommitWithoutLocks, String explanation) {}
