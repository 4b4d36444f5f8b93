package io.throughline.codec;

import io.throughline.protocol.Item;
import java.nio.ByteBuffer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Turns what Hibernate wants cached into items, and bodies back into what Hibernate expects. Safe for all threads. */
public interface EntryCodec {

    /** The shape of the items that it writes, and the only one that it reads. */
    long shape();

    /**
     * @param value what Hibernate passed to the access strategy
     * @param version the row's version, if it has one
     * @throws NotCacheableException if it holds something that no body may hold
     */
    Item encode(Object value, @Nullable Object version, long ttlMillis);

    /**
     * The beginning of the item that {@link #encode} makes. It is enough to ask whether the item would be stored.
     *
     * @return {@code null} if asking is not worth it, because the body decides, or is about as short
     */
    default byte @Nullable [] header(@Nullable Object version) {
        return null;
    }

    /**
     * @return what Hibernate once passed
     * @throws UndecodableException if the bytes are not a body of this shape
     */
    Object decode(ByteBuffer body, SharedSessionContractImplementor session);
}
