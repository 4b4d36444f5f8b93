package io.throughline.near;

/**
 * An entry that is kept near.
 *
 * @param value as it is given to Hibernate, which builds its objects from it and never changes it
 * @param stamp microseconds of the server's clock
 * @param slot of its key, for the guard
 * @param ticket of the guard, taken before the entry was read
 * @param lease under which it was read
 * @param until local nanoseconds at which its time to live ends
 */
record NearEntry(Object value, long stamp, int slot, long ticket, Lease lease, long until) {}
