package io.throughline.near;

/**
 * What is kept of an entry.
 *
 * @param value as Hibernate gets it: it makes what it hands out of it, and never changes it
 * @param stamp microseconds of the server's clock
 * @param slot of its key, for the guard
 * @param ticket of the guard, from before it was read
 * @param lease under which it was read
 * @param until local nanoseconds: then its time to live is over
 */
record NearEntry(Object value, long stamp, int slot, long ticket, Lease lease, long until) {}
