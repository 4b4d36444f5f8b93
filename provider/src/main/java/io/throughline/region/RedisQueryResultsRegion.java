package io.throughline.region;

import io.throughline.codec.EntryCodec;
import io.throughline.codec.ItemCodec;
import io.throughline.codec.NoCodec;
import io.throughline.codec.NotCacheableException;
import io.throughline.codec.NotSealedException;
import io.throughline.codec.QueryCacheItem;
import io.throughline.codec.QueryKeyText;
import io.throughline.codec.QueryResultCodec;
import io.throughline.codec.UndecodableException;
import io.throughline.config.DataKind;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.near.NearRegion;
import io.throughline.near.NearSpaces;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Read;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.transaction.CacheServices;
import io.throughline.transaction.FetchedRecords;
import io.throughline.transaction.SessionQueries;
import io.throughline.transaction.SessionReads;
import java.util.List;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A region of query results: entries like those of any region, under the hashes of their queries. Hibernate then asks {@link UpdateTimestamps}
 * whether a result is still up to date.
 */
public final class RedisQueryResultsRegion implements QueryResultsRegion {

    /** No id's text can begin like this: a region of entities may have the same name. */
    private static final String KEY_PREFIX = "%?";

    private final String name;
    private final RegionFactory regionFactory;
    private final SessionFactoryImplementor sessionFactory;
    private final RegionAddress address;
    private final long ttlMillis;
    private final CacheServices services;
    private final QuerySpaces spaces;
    private final RegionActivity activity;
    private final UnreadableEntries unreadable;
    private final @Nullable NearRegion near;
    private final SaidOnce saidOnce = new SaidOnce();
    private volatile @Nullable ItemCodec codec;

    public RedisQueryResultsRegion(
            String name,
            RegionFactory regionFactory,
            SessionFactoryImplementor sessionFactory,
            RegionAddress address,
            long ttlMillis,
            CacheServices services,
            QuerySpaces spaces) {
        this.name = name;
        this.regionFactory = regionFactory;
        this.sessionFactory = sessionFactory;
        this.address = address;
        this.ttlMillis = ttlMillis;
        this.services = services;
        this.activity = services.activity().region(address);
        this.unreadable = new UnreadableEntries(name, activity);
        this.spaces = spaces;
        this.near = services.near()
                .results(address, services.configuration().near().entries(name, DataKind.QUERY), ttlMillis, activity);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return regionFactory;
    }

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
        SessionReads reads = SessionReads.of(session);
        EntryAddress entry = entry((QueryKey) key, session);
        long asOf = entry == null ? ServerClock.UNKNOWN : reads.mayReadAsOf(entry);
        Object item = null;
        if (entry == null) {
            activity.count(RegionActivity.Get.NOT_CACHEABLE);
        } else if (asOf == ServerClock.UNKNOWN) {
            activity.count(reads.whyUnread(entry));
        } else {
            item = read(QueryKeyText.sql((QueryKey) key), entry, asOf, session);
        }
        if (item == null) {
            SessionQueries.of(session).outOfDate();
        }
        return item; // a hit or not: the spaces decide
    }

    private @Nullable Object read(String sql, EntryAddress entry, long asOf, SharedSessionContractImplementor session) {
        SessionReads reads = SessionReads.of(session);
        SessionQueries queries = SessionQueries.of(session);
        List<SpaceAddress> known = spaces.of(sql);
        List<SpaceAddress> over = known == null ? List.of() : known;
        if (over.stream().anyMatch(queries::hides)) {
            activity.count(RegionActivity.Get.OWN_CHANGE);
            return null;
        }
        NearResult kept = near == null ? null : (NearResult) near.get(entry, asOf);
        if (kept != null) {
            queries.lookUpNear(sql, entry);
            queries.found(kept.rows(), activity::answeredNear, () -> forget(entry));
            return QueryCacheItem.of(kept.stamp(), kept.rows());
        }
        ItemCodec rows = codec();
        FetchedRecords fetched;
        try {
            fetched = queries.lookUp(sql, entry, notNear(over), near);
        } catch (RedisUnavailableException e) {
            services.activity().redisFailed();
            activity.count(RegionActivity.Get.FAILED);
            CacheMessages.LOG.failed(entry, e.getMessage());
            return null;
        }
        Read read = Read.of(fetched.records(), asOf, rows.shape());
        if (read.body() == null) {
            unreadable.missed(read.miss(), rows, fetched.records());
            reads.missed(entry, 0);
            return null;
        }
        List<?> found;
        try {
            int bytes = read.body().remaining();
            found = (List<?>) rows.decode(entry.key(), read, session);
            activity.decoded(bytes);
        } catch (UndecodableException e) {
            unreadable.undecodable(e.reason());
            reads.missed(entry, 0); // the next put replaces what is there: its stamp is older
            return null;
        }
        if (near != null && fetched.ticket() != null) {
            near.fill(entry, entry, new NearResult(read.stamp(), found), read.stamp(), fetched.ticket());
        }
        queries.found(found, () -> services.touches().hit(entry, ttlMillis), () -> forget(entry));
        return QueryCacheItem.of(read.stamp(), found);
    }

    private void forget(EntryAddress entry) {
        if (near != null) {
            near.remove(entry);
        }
    }

    /** The spaces whose records have to be read. */
    private List<SpaceAddress> notNear(List<SpaceAddress> over) {
        NearSpaces known = services.near().spaces();
        return known == null
                ? over
                : over.stream().filter(space -> known.lastChange(space) == null).toList();
    }

    /** A result that is kept near, with its stamp. */
    private record NearResult(long stamp, List<?> rows) {}

    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
        if (!session.getCacheMode().isPutEnabled()) {
            return; // Hibernate puts although the cache mode is GET
        }
        EntryAddress entry = entry((QueryKey) key, session);
        Item item = entry == null ? null : encode(entry, value);
        if (entry != null && item != null) {
            SessionQueries.of(session).result(entry, item, spaces.of(QueryKeyText.sql((QueryKey) key)));
        }
    }

    /** Encodes at once, because the session may change what the rows hold before it commits. */
    private @Nullable Item encode(EntryAddress entry, Object value) {
        try {
            Item item = codec().encode(
                            entry.key(),
                            QueryCacheItem.rows(value),
                            null,
                            services.touches().firstLife(ttlMillis));
            activity.encoded(item.bytes().length);
            return item;
        } catch (NotSealedException e) {
            activity.count(RegionActivity.Put.FAILED);
            return null;
        } catch (RuntimeException | LinkageError e) { // a user's type may throw anything: the query has its result
            notCacheable(e);
            return null;
        }
    }

    private @Nullable EntryAddress entry(QueryKey key, SharedSessionContractImplementor session) {
        try {
            String query =
                    QueryKeyText.of(key, session.getTenantIdentifier(), session.getJdbcTimeZone(), codec().bodies());
            return address.entry(KEY_PREFIX + services.ids().of(address.prefix() + KEY_PREFIX, query));
        } catch (NotCacheableException e) {
            notCacheable(e);
            return null;
        }
    }

    private void notCacheable(Throwable e) {
        activity.count(RegionActivity.Put.NOT_CACHEABLE);
        saidOnce.notCacheable("A query's result in " + name, e);
    }

    /** Made when it is first used, because the mapping is complete then. It takes no lock: two threads that come first make two equal codecs. */
    private ItemCodec codec() {
        ItemCodec known = codec;
        if (known == null) {
            known = new ItemCodec(bodies(), services.seals(), ttlMillis);
            codec = known;
        }
        return known;
    }

    private EntryCodec bodies() {
        try {
            return new QueryResultCodec(sessionFactory, services.allowedTypes());
        } catch (RuntimeException | LinkageError e) {
            CacheMessages.LOG.notCacheable("Query results in " + name, String.valueOf(e.getMessage()));
            return NoCodec.INSTANCE;
        }
    }

    /** Takes one round trip. */
    @Override
    public void clear() {
        services.atOnce().clear(address, name);
    }

    @Override
    public void destroy() {
        // what is in Redis also belongs to the other nodes; the client is closed with the region factory
    }
}
