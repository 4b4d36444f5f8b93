package io.throughline.codec;

import io.throughline.protocol.Item;
import java.nio.ByteBuffer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** For a mapping that uses classes which are missing at run time: nothing of it is cached. */
public enum NoCodec implements EntryCodec {
    INSTANCE;

    @Override
    public long shape() {
        return 0;
    }

    @Override
    public Item encode(Object value, @Nullable Object version, long ttlMillis) {
        throw new NotCacheableException("some of its classes are missing from the class path");
    }

    @Override
    public Object decode(ByteBuffer body, SharedSessionContractImplementor session) {
        throw new UndecodableException(UndecodableException.Reason.FOREIGN_TYPE);
    }
}
