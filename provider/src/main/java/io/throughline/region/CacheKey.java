package io.throughline.region;

import io.throughline.protocol.EntryAddress;
import java.io.Serializable;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The key that Hibernate hands around: where the entry lies in Redis, what id it was made from, and, for a natural id, the session that
 * asked for it, because Hibernate evicts natural ids without saying in which session. Equal if the entry is the same.
 */
final class CacheKey implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient EntryAddress address;
    private final transient Object id;
    private final transient @Nullable SharedSessionContractImplementor session;

    CacheKey(EntryAddress address, Object id, @Nullable SharedSessionContractImplementor session) {
        this.address = address;
        this.id = id;
        this.session = session;
    }

    EntryAddress address() {
        return address;
    }

    /** By which it is found near. */
    Object nearKey() {
        return address;
    }

    Object id() {
        return id;
    }

    @Nullable
    SharedSessionContractImplementor session() {
        return session;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey that && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
