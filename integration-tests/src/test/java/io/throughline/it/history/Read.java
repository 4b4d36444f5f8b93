package io.throughline.it.history;

import org.jspecify.annotations.Nullable;

/**
 * A state that a session was given. Times are {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC: one clock for all processes of
 * a machine.
 *
 * @param reader the worker process, with the number of its life
 * @param since when the session was opened, or the last transaction in it ended: no older state is promised to it
 * @param hit whether it came from the cache
 * @param mark the transaction that wrote the state, or {@code null} if there was no row
 */
record Read(
        String reader,
        String operation,
        String register,
        long since,
        long start,
        long end,
        boolean hit,
        @Nullable String mark) {}
