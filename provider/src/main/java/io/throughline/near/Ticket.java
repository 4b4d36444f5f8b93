package io.throughline.near;

/**
 * Taken before a read: whether what it finds may be kept is decided by it.
 *
 * @param calls of the guard
 * @param lease that stood
 * @param asOf lower bound of the servers' clocks, in microseconds
 * @param at local nanoseconds
 */
public record Ticket(long calls, Lease lease, long asOf, long at) {

    /** Only the near cache makes one. */
    public Ticket {}
}
