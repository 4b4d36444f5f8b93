package io.throughline.near;

/**
 * Taken before a read. It decides whether what the read finds may be kept.
 *
 * @param calls the last call that the guard had seen
 * @param lease the lease that stood
 * @param asOf lower bound of the servers' clocks, in microseconds
 * @param at local nanoseconds
 */
public record Ticket(long calls, Lease lease, long asOf, long at) {

    /** Only the near cache makes one. */
    public Ticket {}
}
