package io.throughline.region;

import io.throughline.codec.EntryCodec;
import io.throughline.codec.IdText;
import io.throughline.codec.ItemCodec;
import io.throughline.codec.KeyText;
import io.throughline.codec.NoCodec;
import io.throughline.codec.Seals;
import io.throughline.config.DataKind;
import io.throughline.metrics.CacheMessages;
import io.throughline.near.NearRegion;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import java.util.UUID;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** One role's data within a region: how its keys begin, how its entries are encoded, how long they live. */
final class RegionData {

    private final RegionAddress address;
    private final String role;
    private final String keyPrefix;
    private final long ttlMillis;
    private final @Nullable NearRegion near;
    private final CodecSource codecSource;
    private final Seals seals;
    private final IdText ids;
    private volatile @Nullable ItemCodec codec;

    /** Makes the codec once the mapping is complete, because regions are built earlier. */
    interface CodecSource {
        EntryCodec codec(SessionFactoryImplementor factory);
    }

    /**
     * @param role what the data is of; two roles in one region do not mix. The role that the region is named after is left out of keys
     */
    RegionData(RedisDomainDataRegion region, DataKind kind, String role, CodecSource codecSource) {
        this.address = region.address();
        this.role = role;
        this.keyPrefix = role.equals(region.getName()) ? "" : KeyText.name(role) + ":";
        this.ttlMillis =
                region.services().configuration().ttl(region.getName(), kind).toMillis();
        this.near = region.services()
                .near()
                .region(
                        address,
                        region.services().configuration().near().entries(region.getName(), kind),
                        ttlMillis,
                        region.services().activity().region(address));
        this.codecSource = codecSource;
        this.seals = region.services().seals();
        this.ids = region.services().ids();
    }

    RegionAddress address() {
        return address;
    }

    String role() {
        return role;
    }

    /** What is kept near of it; {@code null}: nothing. */
    @Nullable
    NearRegion near() {
        return near;
    }

    long ttlMillis() {
        return ttlMillis;
    }

    /** It takes no lock: two threads that come first make two equal codecs. */
    ItemCodec codec(SessionFactoryImplementor factory) {
        ItemCodec known = codec;
        if (known == null) {
            known = new ItemCodec(bodies(factory), seals, ttlMillis);
            codec = known;
        }
        return known;
    }

    private EntryCodec bodies(SessionFactoryImplementor factory) {
        try {
            return codecSource.codec(factory);
        } catch (RuntimeException | LinkageError e) {
            CacheMessages.LOG.notCacheable(role, String.valueOf(e.getMessage()));
            return NoCodec.INSTANCE;
        }
    }

    /**
     * The key by which an entry is found near. It is the id if the id is of a simple kind and tells entries apart as its text does; otherwise it is
     * the entry's address.
     */
    Object nearKey(Object disassembledId, @Nullable String tenant) {
        return near != null && tenant == null && isSimple(disassembledId)
                ? disassembledId
                : entry(disassembledId, tenant);
    }

    private static boolean isSimple(Object id) {
        return id instanceof Long || id instanceof Integer || id instanceof String || id instanceof UUID;
    }

    /** Whether the near cache would answer it. */
    boolean isNear(Object disassembledId, @Nullable String tenant, long asOf) {
        return near != null && near.contains(nearKey(disassembledId, tenant), asOf);
    }

    /**
     * <pre>[role:][@tenant:]id</pre>  the id as {@link IdText} writes it
     *
     * No role begins with an at sign, and no part holds a colon.
     *
     * @throws CacheException if the id is of a type that cannot be a key; the message names the role
     */
    EntryAddress entry(Object disassembledId, @Nullable String tenant) {
        try {
            String id = KeyText.id(disassembledId);
            String before = tenant == null ? keyPrefix : keyPrefix + "@" + KeyText.name(tenant) + ":";
            return address.entry(before + ids.of(address.prefix() + before, id));
        } catch (IllegalArgumentException e) {
            throw new CacheException(
                    role + " cannot be cached: " + e.getMessage()
                            + "; accepted: the JDK's value types, enums, and composites of them",
                    e);
        }
    }
}
