package io.throughline.near;

import io.throughline.protocol.SpaceAddress;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of query spaces that are kept near, as long as nobody is about to change the space. Whoever is about to change one calls first.
 *
 * <p>Safe for all threads.
 */
public final class NearSpaces {

    private final NearRegion region;

    NearSpaces(NearRegion region) {
        this.region = region;
    }

    /** When the space last changed, in microseconds of the server's clock; {@code null} if it is not kept near. */
    public @Nullable Long lastChange(SpaceAddress space) {
        return (Long) region.get(space.key(), Long.MAX_VALUE);
    }

    /** A ticket, to be taken before the spaces' records are read; {@code null}: they cannot be kept. */
    public @Nullable Ticket ticket() {
        return region.ticket();
    }

    /** @param changed the last change, from a record that has no marks */
    public void fill(SpaceAddress space, long changed, Ticket ticket) {
        region.fill(space.key(), Named.hash(space), changed, changed, ticket);
    }
}
