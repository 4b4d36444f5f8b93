package io.throughline.transaction;

import io.throughline.metrics.RegionActivity;
import io.throughline.near.NearRegion;
import io.throughline.near.Ticket;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.ServerClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What a session reads from Redis entry by entry, what it has found there, and the states that it has loaded from the database instead.
 *
 * <p>Belongs to the session's thread.
 */
public final class SessionReads {

    private final SessionSynchronization session;
    private final CacheServices services;
    private @Nullable Prefetched prefetchedOutside;
    private @Nullable EntryAddress lastMissed;
    private long lastUndecodable;
    private boolean lastEntityWasHit;
    private @Nullable Object persisting;
    private @Nullable Map<String, UnresolvedReferences<EntityKey>> unresolved;

    SessionReads(SessionSynchronization session, CacheServices services) {
        this.session = session;
        this.services = services;
    }

    /** The one that belongs to the session, whatever kind of session it is. */
    public static SessionReads of(SharedSessionContractImplementor session) {
        return SessionSynchronization.of(session).reads();
    }

    void transactionEnded() {
        lastMissed = null;
        persisting = null;
        forgetPrefetched();
    }

    /** What was fetched outside a transaction. A transaction forgets what it has fetched by itself. */
    void forgetPrefetched() {
        prefetchedOutside = null;
    }

    /** The session's asOf: what it reads must have been stamped before this time of the server's clock. */
    public long readsAsOf() {
        CacheTransaction transaction = session.transaction();
        return transaction == null ? session.asOf() : transaction.asOf();
    }

    /**
     * @return the time of the server's clock before which an item must have been stamped, or {@link ServerClock#UNKNOWN} if the entry must not be
     *     read. Then the transaction changes it or has found it missing, or this node owes Redis a change in its stripe
     */
    public long mayReadAsOf(EntryAddress address) {
        if (services.unsettled().blocks(address)) {
            return ServerClock.UNKNOWN;
        }
        CacheTransaction transaction = session.transaction();
        if (services.clock().isVoid(transaction == null ? session.asOf() : transaction.asOf())) {
            return ServerClock.UNKNOWN;
        }
        if (transaction == null) {
            return address.equals(lastMissed) ? ServerClock.UNKNOWN : session.asOf();
        }
        return transaction.hides(address) || transaction.hasMissed(address) ? ServerClock.UNKNOWN : transaction.asOf();
    }

    /**
     * The same, if it does not matter which entry it is, because nothing is owed to Redis and the session changes nothing.
     *
     * @return {@link ServerClock#UNKNOWN} if it may matter
     */
    public long mayReadAnyAsOf() {
        CacheTransaction transaction = session.hasNoContext() ? null : session.transaction(); // none is made for this
        long asOf = transaction == null ? session.asOf() : transaction.asOf();
        return services.unsettled().owesNothing()
                        && (transaction == null || transaction.changesNothing())
                        && !services.clock().isVoid(asOf)
                ? asOf
                : ServerClock.UNKNOWN;
    }

    /** Why {@link #mayReadAsOf} refused. */
    public RegionActivity.Get whyUnread(EntryAddress address) {
        CacheTransaction transaction = session.transaction();
        if (services.unsettled().blocks(address)) {
            return RegionActivity.Get.BYPASSED;
        }
        if (transaction == null) {
            return address.equals(lastMissed) ? RegionActivity.Get.ASKED_BEFORE : RegionActivity.Get.BYPASSED;
        }
        if (transaction.hides(address)) {
            return RegionActivity.Get.OWN_CHANGE;
        }
        return transaction.hasMissed(address) ? RegionActivity.Get.ASKED_BEFORE : RegionActivity.Get.BYPASSED;
    }

    /**
     * Reads the entry: from what was prefetched if it was, otherwise from Redis.
     *
     * @param near where it may be kept near, {@code null} if nowhere
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public FetchedRecords read(EntryAddress address, @Nullable NearRegion near) {
        FetchedRecords records = prefetched().take(address);
        if (records != null) {
            return records;
        }
        session.tookRoundTrips(1);
        Ticket ticket = near == null ? null : near.ticket();
        return new FetchedRecords(services.reads().one(address), ticket);
    }

    /** Whether the entry has been fetched together with others, and is still fresh. */
    public boolean hasPrefetched(EntryAddress address) {
        return prefetched().contains(address);
    }

    /**
     * Fetches together entries that are about to be requested one by one: those that may be read and have not been fetched yet. A single
     * entry is not fetched ahead.
     *
     * @param most the most entries to fetch
     * @param near where they may be kept near, {@code null} if nowhere
     * @return what has been fetched
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public Map<EntryAddress, EntryRecords> prefetch(
            Stream<EntryAddress> addresses, int most, @Nullable NearRegion near) {
        Prefetched prefetched = prefetched();
        prefetched.begin();
        List<EntryAddress> together = addresses
                .distinct()
                .filter(address -> !prefetched.contains(address) && mayReadAsOf(address) != ServerClock.UNKNOWN)
                .limit(most)
                .toList();
        if (together.size() < 2) {
            return Map.of();
        }
        session.tookRoundTrips(together.size());
        Ticket ticket = near == null ? null : near.ticket();
        Map<EntryAddress, EntryRecords> fetched = services.reads().all(together);
        prefetched.add(fetched, ticket);
        return fetched;
    }

    private Prefetched prefetched() {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            return transaction.prefetched();
        }
        if (prefetchedOutside == null) {
            prefetchedOutside = new Prefetched(services.evictions(), services.prefetchClock());
        }
        return prefetchedOutside;
    }

    /**
     * The entry was not there, or could not be read.
     *
     * @param undecodable the stamp of an item whose body does not fit this shape, which the next put replaces; 0 if there is none
     */
    public void missed(EntryAddress address, long undecodable) {
        services.presentLately().forget(address);
        CacheTransaction transaction = session.transaction();
        if (transaction == null) {
            lastMissed = address;
            lastUndecodable = undecodable;
        } else {
            transaction.missed(address, undecodable);
        }
    }

    /** Whether Redis was lately known to hold the entry in this version, and nothing is to be gained by putting it. */
    public boolean isKnownPresent(EntryAddress address, @Nullable Object version) {
        PresentLately present = services.presentLately();
        return present.knowsAnything()
                && !services.clock().isVoid(session.asOf()) // otherwise there may be no contact to ask what is believed
                && present.knows(address, version, services.pipeline().believedFrom(address.key()));
    }

    /** @return whether the state waits to be put */
    public boolean load(LoadedState state) {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            return !session.isSuspended() && transaction.load(state);
        }
        if (!session.mayPutOutsideTransaction(state.address())) {
            return false;
        }
        Item item = state.encode(services);
        return item != null && session.putOutsideTransaction(state.address(), item, replaceBefore(state));
    }

    private long replaceBefore(LoadedState state) {
        return Math.max(
                services.pipeline().believedFrom(state.address().key()),
                state.refresh() ? services.loadedAsOf(session.asOf()) : afterUndecodable(state));
    }

    private long afterUndecodable(LoadedState state) {
        return state.address().equals(lastMissed) && lastUndecodable != 0 ? lastUndecodable + 1 : 0;
    }

    /** The session's references to entities of the hierarchy that have not been resolved. */
    public UnresolvedReferences<EntityKey> unresolved(String rootEntity) {
        if (unresolved == null) {
            unresolved = new HashMap<>();
        }
        return unresolved.computeIfAbsent(rootEntity, root -> new UnresolvedReferences<>());
    }

    /** The session is about to persist the entity. */
    public void persisting(Object entity) {
        persisting = entity;
    }

    /** What the session is persisting, or has last persisted in its transaction. */
    public @Nullable Object persisting() {
        return persisting;
    }

    /** Notes whether the last entity that the session met was a hit; otherwise it was loaded from the database. */
    public void cameByEntity(boolean hit) {
        lastEntityWasHit = hit;
    }

    public boolean lastEntityWasHit() {
        return lastEntityWasHit;
    }
}
