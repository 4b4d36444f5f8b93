package io.throughline.it.history;

/**
 * A session was given an older state than was known before it began.
 *
 * @param nanosLate since when a newer state was known when the session began
 * @param explanation for people
 */
record StaleRead(Read read, long nanosLate, String explanation) {}
