package io.throughline.region;

import io.throughline.protocol.EntryAddress;
import java.io.Serializable;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The key that Hibernate passes around: the entry's place in Redis, the id that it was made from, and, for a natural id, the session that asked for
 * it. Hibernate evicts natural ids without naming the session. Two keys are equal if they name the same entry. An answer from the near cache needs no
 * text of a key, so the text is made when it is first needed.
 */
final class CacheKey implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient RegionData data;
    private final transient Object disassembledId;
    private final transient @Nullable String tenant;
    private final transient Object id;
    private final transient @Nullable SharedSessionContractImplementor session;
    private final transient Object nearKey;
    private transient @Nullable EntryAddress address;

    /**
     * @param disassembledId the id as Hibernate disassembles it
     * @param id the id that the key was made from
     */
    CacheKey(
            RegionData data,
            Object disassembledId,
            @Nullable String tenant,
            Object id,
            @Nullable SharedSessionContractImplementor session) {
        this.data = data;
        this.disassembledId = disassembledId;
        this.tenant = tenant;
        this.id = id;
        this.session = session;
        this.nearKey = data.nearKey(disassembledId, tenant);
        this.address = nearKey instanceof EntryAddress known ? known : null;
    }

    /** It takes no lock: two threads may make two equal addresses. */
    EntryAddress address() {
        EntryAddress known = address;
        if (known == null) {
            known = data.entry(disassembledId, tenant);
            address = known;
        }
        return known;
    }

    /** The key by which the near cache finds it. */
    Object nearKey() {
        return nearKey;
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
        return other instanceof CacheKey that && address().equals(that.address());
    }

    @Override
    public int hashCode() {
        return address().hashCode();
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
