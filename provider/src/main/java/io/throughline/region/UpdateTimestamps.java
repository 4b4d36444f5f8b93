package io.throughline.region;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.near.NearSpaces;
import io.throughline.protocol.Read;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import io.throughline.transaction.CacheServices;
import io.throughline.transaction.QueryLookup;
import io.throughline.transaction.SessionQueries;
import io.throughline.transaction.UntoldMarks;
import java.util.Collection;
import java.util.List;
import org.hibernate.cache.spi.TimestampsCache;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.stat.spi.StatisticsImplementor;
import org.jspecify.annotations.Nullable;

/**
 * When query spaces last changed. A result is up to date unless a space that it read has changed at or after the result's asOf, or is marked by a
 * transaction that is about to change it.
 */
final class UpdateTimestamps implements TimestampsCache {

    private final RedisTimestampsRegion region;
    private final CacheServices services;
    private final QuerySpaces spaces;
    private final UntoldMarks untold;

    UpdateTimestamps(RedisTimestampsRegion region) {
        this.region = region;
        this.services = region.services();
        this.spaces = region.spaces();
        this.untold = new UntoldMarks(
                services.atOnce(), services.configuration().lockTimeout().toNanos());
    }

    @Override
    public TimestampsRegion getRegion() {
        return region;
    }

    @Override
    public void preInvalidate(String[] changing, SharedSessionContractImplementor session) {
        countPuts(changing, session);
        SessionQueries.of(session).mark(spaces.addresses(changing));
    }

    /** A session is about to change the spaces; Hibernate itself reports nothing of it here. */
    void changing(String[] changing, SharedSessionContractImplementor session) {
        SessionQueries.of(session).mark(spaces.addresses(changing));
    }

    /** The same if the session is not known: nobody will report when it has changed them. */
    void changingUntold(String[] changing) {
        untold.mark(spaces.addresses(changing));
    }

    /**
     * Hibernate calls this after the transaction, whatever its outcome. The transaction's context reports the change once for all its sessions, if it
     * has committed.
     */
    @Override
    public void invalidate(String[] changed, SharedSessionContractImplementor session) {
        countPuts(changed, session);
        SessionQueries.of(session).changed(spaces.addresses(changed));
    }

    private static void countPuts(String[] spaces, SharedSessionContractImplementor session) {
        StatisticsImplementor statistics = session.getFactory().getStatistics();
        if (statistics.isStatisticsEnabled()) {
            for (int i = 0; i < spaces.length; i++) {
                statistics.updateTimestampsCachePut();
            }
        }
    }

    @Override
    public boolean isUpToDate(String[] over, Long timestamp, SharedSessionContractImplementor session) {
        return isUpToDate(spaces.addresses(over), timestamp, session);
    }

    @Override
    public boolean isUpToDate(Collection<String> over, Long timestamp, SharedSessionContractImplementor session) {
        return isUpToDate(spaces.addresses(over), timestamp, session);
    }

    private boolean isUpToDate(List<SpaceAddress> over, long asOf, SharedSessionContractImplementor session) {
        SessionQueries reader = SessionQueries.of(session);
        boolean upToDate = over.stream().noneMatch(reader::hides) && haveNotChanged(over, asOf, reader, session);
        RegionAddress lookedUpIn = reader.lookedUpIn();
        if (lookedUpIn != null) {
            services.activity()
                    .region(lookedUpIn)
                    .count(upToDate ? RegionActivity.Get.HIT : RegionActivity.Get.OUT_OF_DATE);
        }
        if (!upToDate) {
            reader.outOfDate();
        }
        return upToDate;
    }

    private boolean haveNotChanged(
            List<SpaceAddress> over, long asOf, SessionQueries reader, SharedSessionContractImplementor session) {
        QueryLookup lookup = reader.begun();
        Long kept = lookup == null ? null : lastChangeNear(over);
        if (lookup != null && kept != null) {
            count(over.size(), true, session);
            if (kept < asOf) {
                lookup.hit();
            }
            return kept < asOf;
        }
        try {
            lookup = reader.lookUp(over);
        } catch (RedisUnavailableException e) {
            services.activity().redisFailed();
            CacheMessages.LOG.failed("a lookup of query spaces", e.getMessage());
            return false;
        }
        if (lookup == null) {
            return false;
        }
        spaces.learn(lookup.sql(), over);
        makeMissing(over, lookup);
        keepNear(over, lookup);
        for (SpaceAddress space : over) {
            byte[] record = lookup.record(space);
            count(1, record != null, session);
            // while contact with its master was lost, somebody may have changed it without being able to report it
            if (!Read.isUnchangedSince(record, asOf)
                    || asOf < services.pipeline().believedFrom(space.key())) {
                return false;
            }
        }
        lookup.hit();
        return true;
    }

    /** The latest change of any of them; {@code null} if one is not near. */
    private @Nullable Long lastChangeNear(List<SpaceAddress> over) {
        NearSpaces near = services.near().spaces();
        if (near == null) {
            return null;
        }
        long last = 0;
        for (SpaceAddress space : over) {
            Long changed = near.lastChange(space);
            if (changed == null) {
                return null;
            }
            last = Math.max(last, changed);
        }
        return last;
    }

    private void keepNear(List<SpaceAddress> over, QueryLookup lookup) {
        NearSpaces near = services.near().spaces();
        if (near != null && lookup.ticket() != null) {
            for (SpaceAddress space : over) {
                long changed = Read.lastChangeUnmarked(lookup.record(space));
                if (changed >= 0) {
                    near.fill(space, changed, lookup.ticket());
                }
            }
        }
    }

    private static void count(int spaces, boolean found, SharedSessionContractImplementor session) {
        StatisticsImplementor statistics = session.getFactory().getStatistics();
        if (statistics.isStatisticsEnabled()) {
            for (int i = 0; i < spaces; i++) {
                if (found) {
                    statistics.updateTimestampsCacheHit();
                } else {
                    statistics.updateTimestampsCacheMiss();
                }
            }
        }
    }

    /** A space whose record is missing, or has another format, counts as changed just now. It has a record from now on. */
    private void makeMissing(List<SpaceAddress> over, QueryLookup lookup) {
        List<SpaceAddress> missing = over.stream()
                .filter(space -> !Read.isSpace(lookup.record(space)))
                .toList();
        if (!missing.isEmpty()) {
            services.atOnce().make(missing);
        }
    }
}
