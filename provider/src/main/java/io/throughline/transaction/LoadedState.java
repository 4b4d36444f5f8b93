package io.throughline.transaction;

import io.throughline.codec.ItemCodec;
import io.throughline.codec.NotSealedException;
import io.throughline.metrics.RegionActivity;
import io.throughline.near.NearPlace;
import io.throughline.near.Ticket;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state that waits to be put: what Hibernate wants cached. It is encoded only when it is sent.
 *
 * @param refresh whether it replaces any older item (cache mode REFRESH)
 * @param outdated whether the session meanwhile knows another version of the row
 * @param near where it may be kept near, {@code null} if nowhere
 * @param notCacheable is told if the value holds something that a body cannot hold
 */
public record LoadedState(
        EntryAddress address,
        ItemCodec codec,
        Object value,
        @Nullable Object version,
        long ttlMillis,
        boolean refresh,
        BooleanSupplier outdated,
        @Nullable NearPlace near,
        Consumer<Throwable> notCacheable) {

    /** The header of its item; {@code null} if it is not worth asking whether it would be stored. */
    byte @Nullable [] header() {
        return refresh ? null : codec.header(version);
    }

    /** Redis holds it. This is not remembered for natural ids and refreshed states, because another value may have to replace them. */
    void isPresent(CacheServices services) {
        if (header() != null) {
            services.presentLately().seen(address, version, services.pipeline().believedFrom(address.key()));
        }
    }

    /** A ticket, to be taken before the state is sent; {@code null}: the state is not kept near. */
    @Nullable
    Ticket ticket() {
        return near == null ? null : near.ticket();
    }

    /**
     * Redis has stored it. A reader would have had a hit at that moment, so the state is kept near as if it had been read.
     *
     * @param stamp of the item; microseconds of the server's clock
     * @param ticket from before it was sent
     */
    void isStored(CacheServices services, long stamp, @Nullable Ticket ticket) {
        isPresent(services);
        if (near != null && ticket != null) {
            near.fill(address, value, stamp, ticket);
        }
    }

    /** The item, or {@code null} if it cannot be one. */
    @Nullable
    Item encode(CacheServices services) {
        RegionActivity activity = services.activity().region(address.region());
        try {
            Item item = codec.encode(address.key(), value, version, ttlMillis);
            activity.encoded(item.bytes().length);
            return item;
        } catch (NotSealedException e) {
            activity.count(RegionActivity.Put.FAILED);
            return null;
        } catch (Throwable e) {
            // a user's type may throw anything, and memory may not suffice for this state. After a commit, neither is
            // an error of the session, and the rest must still be told to Redis
            activity.count(RegionActivity.Put.NOT_CACHEABLE);
            notCacheable.accept(e);
            return null;
        }
    }
}
