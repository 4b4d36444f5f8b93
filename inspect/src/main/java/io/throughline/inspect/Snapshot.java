package io.throughline.inspect;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one round of the scanner has found.
 *
 * @param round its number, from 1
 * @param complete whether the round is over; during the first round, only a part is known
 * @param cutOff whether there were more keys than are looked at
 * @param at when it was finished, in milliseconds of this machine's clock
 * @param took how long the round took, including its pauses
 * @param waited how long it waited for Redis
 * @param otherKeys strings in the namespace that are not keys of the cache
 * @param serverAhead microseconds that the server's clock is ahead of this machine's
 * @param memoryRefused why memory is not known; {@code null} if it is
 */
record Snapshot(
        long round,
        boolean complete,
        boolean cutOff,
        long at,
        Duration took,
        Duration waited,
        int calls,
        int keys,
        int otherKeys,
        long serverAhead,
        List<SeenRegion> regions,
        NearMembers members,
        @Nullable String memoryRefused) {

    /** Microseconds of the server's clock. */
    long serverNow() {
        return System.currentTimeMillis() * 1000 + serverAhead;
    }

    @Nullable
    SeenRegion region(String name) {
        return regions.stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
