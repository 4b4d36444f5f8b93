package io.throughline.region;

import io.throughline.codec.ItemCodec;
import io.throughline.codec.UndecodableException;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.near.NearPlace;
import io.throughline.near.NearRegion;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Read;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.ServerClock;
import io.throughline.transaction.CacheServices;
import io.throughline.transaction.FetchedRecords;
import io.throughline.transaction.LoadedState;
import io.throughline.transaction.SessionChanges;
import io.throughline.transaction.SessionQueries;
import io.throughline.transaction.SessionReads;
import jakarta.persistence.CacheStoreMode;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What the access to entities, collections and natural ids has in common. Everything except reads and calls without a session is
 * written into the session's transaction context.
 */
abstract class DataAccess implements CachedDomainDataAccess {

    static final BooleanSupplier NEVER_OUTDATED = () -> false;

    private final RedisDomainDataRegion region;
    private final AccessType accessType;
    private final RegionData data;
    private final RegionActivity activity;
    private final UnreadableEntries unreadable;
    private final SaidOnce saidOnce = new SaidOnce();

    DataAccess(RedisDomainDataRegion region, AccessType accessType, RegionData data) {
        this.region = region;
        this.accessType = accessType;
        this.data = data;
        this.activity = region.services().activity().region(data.address());
        this.unreadable = new UnreadableEntries(data.role(), activity);
    }

    @Override
    public DomainDataRegion getRegion() {
        return region;
    }

    @Override
    public AccessType getAccessType() {
        return accessType;
    }

    RegionData data() {
        return data;
    }

    RedisDomainDataRegion region() {
        return region;
    }

    CacheServices services() {
        return region.services();
    }

    static EntryAddress address(Object key) {
        return ((CacheKey) key).address();
    }

    // reads and loads

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return get(session, SessionReads.of(session), (CacheKey) key);
    }

    final @Nullable Object get(SharedSessionContractImplementor session, SessionReads reader, CacheKey key) {
        long anyAsOf = data.near() == null ? ServerClock.UNKNOWN : reader.mayReadAnyAsOf();
        Object near = near(key, anyAsOf);
        if (near != null) {
            return near;
        }
        EntryAddress address = address(key);
        long asOf = reader.mayReadAsOf(address);
        if (asOf == ServerClock.UNKNOWN) {
            activity.count(reader.whyUnread(address));
            return null;
        }
        near = anyAsOf == ServerClock.UNKNOWN ? near(key, asOf) : null; // otherwise it has just been looked for
        return near != null ? near : read(key, asOf, session, reader);
    }

    /** Answers from the near cache. */
    private @Nullable Object near(CacheKey key, long asOf) {
        NearRegion near = data.near();
        Object value = near == null || asOf == ServerClock.UNKNOWN ? null : near.get(key.nearKey(), asOf);
        if (value != null) {
            activity.hitNear();
        }
        return value;
    }

    private @Nullable Object read(
            CacheKey key, long asOf, SharedSessionContractImplementor session, SessionReads reader) {
        EntryAddress address = key.address();
        ItemCodec codec = data.codec(session.getFactory());
        FetchedRecords fetched;
        try {
            if (!reader.hasPrefetched(address)) {
                prefetchCompanions(session, key, reader);
            }
            fetched = reader.read(address, data.near());
        } catch (RedisUnavailableException e) {
            services().activity().redisFailed();
            activity.count(RegionActivity.Get.FAILED);
            CacheMessages.LOG.failed(address, e.getMessage());
            return null;
        }
        Read read = Read.of(fetched.records(), asOf, codec.shape());
        if (read.body() == null) {
            unreadable.missed(read.miss(), codec, fetched.records());
            reader.missed(address, 0);
            return null;
        }
        try {
            int bytes = read.body().remaining();
            Object value = codec.decode(address.key(), read, session);
            activity.hit(bytes);
            if (data.near() != null && fetched.ticket() != null) {
                data.near().fill(key.nearKey(), address, value, read.stamp(), fetched.ticket());
            }
            services().touches().hit(address, data.ttlMillis());
            return value;
        } catch (UndecodableException e) {
            unreadable.undecodable(e.reason());
            reader.missed(address, read.stamp());
            return null;
        }
    }

    /** Whether the session would be given the entry from the near cache: then it need not be fetched. */
    final boolean isNear(Object disassembledId, SharedSessionContractImplementor session) {
        return data.near() != null
                && data.isNear(
                        disassembledId,
                        session.getTenantIdentifier(),
                        SessionReads.of(session).mayReadAnyAsOf());
    }

    /**
     * Fetches entries that the session is about to ask for one by one, together with the one that it asks for now.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    abstract void prefetchCompanions(SharedSessionContractImplementor session, CacheKey key, SessionReads reader);

    /** The entries of the same kind in the rows of the query result that the session is working through. */
    final List<EntryAddress> inRowsBehind(Object disassembledId, SharedSessionContractImplementor session) {
        List<?> rows = SessionQueries.of(session).lastRows();
        return rows.isEmpty()
                ? List.of()
                : QueryRows.idsBehind(rows, disassembledId).stream()
                        .filter(id -> !isNear(id, session))
                        .map(id -> data.entry(id, session.getTenantIdentifier()))
                        .toList();
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        SessionReads reader = SessionReads.of(session);
        if (session.getCacheMode().getJpaStoreMode() != CacheStoreMode.REFRESH
                && reader.isKnownPresent(address(key), version)) {
            return false;
        }
        return reader.load(state(session, key, value, version));
    }

    /** A put never replaces a state that is as new, so minimal puts happen anyway. */
    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return putFromLoad(session, key, value, version);
    }

    LoadedState state(SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return new LoadedState(
                address(key),
                data.codec(session.getFactory()),
                value,
                version,
                services().touches().firstLife(data.ttlMillis()),
                session.getCacheMode().getJpaStoreMode() == CacheStoreMode.REFRESH,
                outdated(session, key, version),
                data.near() == null ? null : new NearPlace(data.near(), ((CacheKey) key).nearKey()),
                why -> saidOnce.notCacheable(data.role(), why));
    }

    /** Whether the session meanwhile knows another version of what it loaded. */
    BooleanSupplier outdated(SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        return NEVER_OUTDATED;
    }

    @Override
    public boolean contains(Object key) {
        try {
            ItemCodec codec = data.codec(region.sessionFactory());
            Read read = Read.of(
                    services().reads().one(address(key)), services().clock().atLeast(), codec.shape());
            return read.body() != null && opens(codec, address(key), read);
        } catch (RedisUnavailableException e) {
            services().activity().redisFailed();
            CacheMessages.LOG.failed(address(key), e.getMessage());
            return false;
        }
    }

    private static boolean opens(ItemCodec codec, EntryAddress address, Read read) {
        try {
            codec.open(address.key(), read);
            return true;
        } catch (UndecodableException e) {
            return false;
        }
    }

    // changes

    /** Whether entries are locked before the commit and stored after it; otherwise they are evicted after it. */
    boolean isStrict() {
        return accessType != AccessType.NONSTRICT_READ_WRITE;
    }

    @Override
    public @Nullable SoftLock lockItem(SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        SessionChanges writer = SessionChanges.of(session);
        if (isStrict()) {
            return writer.lock(address(key));
        }
        writer.evictAfterCompletion(address(key));
        return null;
    }

    @Override
    public void unlockItem(SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
        SessionChanges writer = SessionChanges.of(session);
        if (isStrict()) {
            writer.unlock(lock);
        } else {
            writer.evictAfterCompletion(address(key));
        }
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        // locked before, and unlocked after the transaction: nothing more to do
    }

    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        SessionChanges.of(session).close(data.address());
    }

    /** Hibernate calls {@link #removeAll} next, which has the session. */
    @Override
    public @Nullable SoftLock lockRegion() {
        return null;
    }

    @Override
    public void unlockRegion(@Nullable SoftLock lock) {
        services().atOnce().open(lock, region.getName());
    }

    /** A session that Hibernate does not name is changing an entry, so nobody will unlock it. */
    void lockUntold(Object key) {
        services().atOnce().lockUntilItRunsOut(address(key));
    }

    /** The same if it is not known which entry is being changed. */
    void closeUntold() {
        services().atOnce().closeUntilItRunsOut(data.address(), region.getName());
    }

    // JPA's and Hibernate's Cache

    @Override
    public void evict(Object key) {
        services().atOnce().evict(address(key));
    }

    @Override
    public void evictAll() {
        region.clear();
    }
}
