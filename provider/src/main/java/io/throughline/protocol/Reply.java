package io.throughline.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an operation.
 *
 * @param outcome the script's own number; 0 if it failed
 * @param serverTime microseconds of the server's clock; 0 if it failed
 * @param list the answer of an operation that answers more than a number (numbers and bytes); otherwise empty
 * @param failure a {@link RedisRefusedException} if Redis refused this operation, or a {@link RedisUnavailableException} if its master did not
 *     answer; {@code null} if it ran. Other operations of the pipeline may have run
 */
public record Reply(
        long outcome,
        long serverTime,
        List<?> list,
        @Nullable Throwable failure) {

    /** LOCK: the lock is in place. */
    public static final long LOCKED = 1;
    /** CLOSE: the region is closed. */
    public static final long CLOSED = 1;
    /** SETTLE: the new state is in Redis, stamped {@link #serverTime}. */
    public static final long STORED = 1;
    /** SETTLE: the same, but its stamp is later: the clock has stepped back, or the stripe was fenced in the same microsecond. */
    public static final long STORED_AHEAD = 5;
    /** PUT: the state is in Redis. */
    public static final long PUT = 1;

    /** SETTLE: the lock was no longer there. */
    public static final long LOCK_GONE = 4;
    /** OPEN: the closer was no longer there. */
    public static final long CLOSER_GONE = 2;
    /** PUT: the state is in Redis, and has replaced another one. */
    public static final long REPLACED = 8;

    /** The operation ran and answered {@code outcome}. */
    public static Reply of(long outcome, long serverTime) {
        return new Reply(outcome, serverTime, List.of(), null);
    }

    /** The operation ran and answered a list. */
    public static Reply of(List<?> list, long serverTime) {
        return new Reply(0, serverTime, list, null);
    }

    /** Redis refused the operation. */
    public static Reply failed(Throwable failure) {
        return new Reply(0, 0, List.of(), failure);
    }

    /** The operation ran and answered {@code expected}. */
    public boolean is(long expected) {
        return failure == null && outcome == expected;
    }
}
