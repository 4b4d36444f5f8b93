package io.throughline.config;

import java.time.Duration;
import java.util.Map;

/**
 * How much a node keeps near.
 *
 * @param entries how many entries of each kind a region keeps near if nothing more specific is set; 0: none
 * @param ofKind by what an entry holds
 * @param ofRegion by region; takes precedence over all others
 * @param lease how long a node may answer from its near cache after it last asked Redis
 */
public record NearConfiguration(
        int entries, Map<DataKind, Integer> ofKind, Map<String, Integer> ofRegion, Duration lease) {

    public NearConfiguration {
        ofKind = Map.copyOf(ofKind);
        ofRegion = Map.copyOf(ofRegion);
    }

    /** How many entries of this kind the region keeps. */
    public int entries(String region, DataKind kind) {
        return ofRegion.getOrDefault(region, entries(kind));
    }

    /** How many entries of this kind a region keeps if nothing is set for the region. */
    int entries(DataKind kind) {
        return ofKind.getOrDefault(kind, entries);
    }

    /** Whether nothing is kept near, whatever region and kind. */
    public boolean isOff() {
        return entries == 0
                && ofKind.values().stream().allMatch(count -> count == 0)
                && ofRegion.values().stream().allMatch(count -> count == 0);
    }
}
