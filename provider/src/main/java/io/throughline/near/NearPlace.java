package io.throughline.near;

import io.throughline.protocol.EntryAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry is kept near.
 *
 * @param key by which the region finds it
 */
public record NearPlace(NearRegion region, Object key) {

    /** As {@link NearRegion#ticket}. */
    public @Nullable Ticket ticket() {
        return region.ticket();
    }

    /**
     * Keeps what this node has stored in Redis.
     *
     * @param value nobody changes it any more
     * @param stamp microseconds of the server's clock
     * @param ticket from before it was sent
     */
    public void fill(EntryAddress address, Object value, long stamp, Ticket ticket) {
        region.fill(key, address, value, stamp, ticket);
    }
}
