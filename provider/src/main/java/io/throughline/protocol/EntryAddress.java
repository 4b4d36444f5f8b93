package io.throughline.protocol;

import org.jspecify.annotations.Nullable;

/** Where an entry lies in Redis. Equal if the keys are: a key names one entry of one region. */
public final class EntryAddress {

    private final RegionAddress region;
    private final String stripeKey;
    private final String key;

    EntryAddress(RegionAddress region, String stripeKey, String key) {
        this.region = region;
        this.stripeKey = stripeKey;
        this.key = key;
    }

    /** The region that the entry belongs to. */
    public RegionAddress region() {
        return region;
    }

    /** The Redis key of the entry's stripe. */
    public String stripeKey() {
        return stripeKey;
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
