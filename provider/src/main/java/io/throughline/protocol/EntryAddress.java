package io.throughline.protocol;

import org.jspecify.annotations.Nullable;

/** Where an entry is stored in Redis. Two are equal if their keys are, because a key names one entry of one region. */
public final class EntryAddress {

    private final RegionAddress region;
    private final int stripe;
    private final String recordKey;
    private final String key;

    EntryAddress(RegionAddress region, int stripe, String recordKey, String key) {
        this.region = region;
        this.stripe = stripe;
        this.recordKey = recordKey;
        this.key = key;
    }

    /** The region that the entry belongs to. */
    public RegionAddress region() {
        return region;
    }

    /** The number of its stripe in the region, from 0. */
    public int stripe() {
        return stripe;
    }

    /** The Redis key of the record that decides whether the entry is used: its region's, or in a cluster its stripe's. */
    public String recordKey() {
        return recordKey;
    }

    /** How many keys an operation on the entry names. */
    public int keys() {
        return region.fencesKey() == null ? 2 : 3;
    }

    /** The Redis key of the entry. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof EntryAddress that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
