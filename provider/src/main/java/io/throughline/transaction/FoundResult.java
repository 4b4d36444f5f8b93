package io.throughline.transaction;

import io.throughline.codec.ItemCodec;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.SpaceAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A query's result that waits to be put. It is encoded already, because the session may change what the rows hold, but not sealed: with which asOf it is put, its transaction says.
 *
 * @param spaces that the query reads, {@code null} if this node has not learned them
 */
public record FoundResult(
        EntryAddress address,
        ItemCodec codec,
        Item encoded,
        @Nullable Collection<SpaceAddress> spaces) {

    /** @param asOf with which it is put */
    Item item(CacheServices services, long asOf) {
        Item item = codec.seal(address.key(), encoded, asOf);
        services.activity().region(address.region()).encoded(item.bytes().length);
        return item;
    }
}
