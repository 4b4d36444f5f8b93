package io.throughline.transaction;

import io.throughline.near.NearRegion;
import io.throughline.near.NearSpaces;
import io.throughline.near.Ticket;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The query results that a session looks up and puts, and the query spaces that it changes.
 *
 * <p>Belongs to the session's thread.
 */
public final class SessionQueries {

    private final SessionSynchronization session;
    private final CacheServices services;
    private Map<SpaceAddress, Token> markedOutside = Map.of();
    private @Nullable QueryLookup lookup;

    SessionQueries(SessionSynchronization session, CacheServices services) {
        this.session = session;
        this.services = services;
    }

    /** The one that belongs to the session, whatever kind of session it is. */
    public static SessionQueries of(SharedSessionContractImplementor session) {
        return SessionSynchronization.of(session).queries();
    }

    void transactionEnded() {
        lookup = null;
        markedOutside = Map.of();
    }

    /**
     * Begins to look up a query whose result is near.
     */
    public void lookUpNear(String sql, EntryAddress address) {
        lookup = new QueryLookup(sql, address.region(), spacesTicket());
    }

    private @Nullable Ticket spacesTicket() {
        NearSpaces near = services.near().spaces();
        return near == null ? null : near.ticket();
    }

    /**
     * Begins to look up a query: reads its entry, and with it the records of the spaces that it is known to read.
     *
     * @param spaces those of them that are not near
     * @param near where the result may be kept near, {@code null} if nowhere
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public FetchedRecords lookUp(
            String sql, EntryAddress address, Collection<SpaceAddress> spaces, @Nullable NearRegion near) {
        QueryLookup begun = new QueryLookup(sql, address.region(), spacesTicket());
        Ticket ticket = near == null ? null : near.ticket();
        lookup = begun;
        if (spaces.isEmpty()) {
            session.tookRoundTrips(1);
            return new FetchedRecords(services.reads().one(address), ticket);
        }
        List<String> keys = new ArrayList<>(spaces.size() + 2);
        keys.add(address.recordKey());
        keys.add(address.key());
        spaces.forEach(space -> keys.add(space.key()));
        session.tookRoundTrips(keys.size());
        Map<String, byte[]> records = services.reads().records(keys);
        begun.add(spaces, records);
        // requested after the read: it never goes back
        return new FetchedRecords(
                new EntryRecords(
                        records.get(address.recordKey()),
                        records.get(address.key()),
                        services.pipeline().believedFrom(address.key())),
                ticket);
    }

    /**
     * The entry held a result. Hibernate asks next whether it is up to date.
     *
     * @param whenUpToDate what to do if it is
     * @param whenOutOfDate what to do if it is not
     */
    public void found(List<?> rows, Runnable whenUpToDate, Runnable whenOutOfDate) {
        if (lookup != null) {
            lookup.found(rows, whenUpToDate, whenOutOfDate);
        }
    }

    /**
     * The lookup that has begun, with the records of all these spaces.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    public @Nullable QueryLookup lookUp(Collection<SpaceAddress> spaces) {
        QueryLookup begun = lookup;
        if (begun != null) {
            List<SpaceAddress> unknown =
                    spaces.stream().filter(space -> !begun.knows(space)).toList();
            if (!unknown.isEmpty()) {
                session.tookRoundTrips(unknown.size());
                begun.add(
                        unknown,
                        services.reads()
                                .records(unknown.stream().map(SpaceAddress::key).toList()));
            }
        }
        return begun;
    }

    /** The lookup that has begun, {@code null} if none has. */
    public @Nullable QueryLookup begun() {
        return lookup;
    }

    /** The owner of the query that the session has begun to look up, {@code null} if there is none. */
    public @Nullable RegionAddress lookedUpIn() {
        return lookup == null ? null : lookup.region();
    }

    /** The result that was found is not used, or cannot be used, so nothing is fetched for it. */
    public void outOfDate() {
        if (lookup != null) {
            lookup.outOfDate();
        }
        lookup = null;
    }

    /** The rows of the last result that was found: Hibernate is about to ask for what they contain. */
    public List<?> lastRows() {
        return lookup == null ? List.of() : lookup.rows();
    }

    /** Whether the session itself changes the space, or this node owes Redis that it has changed. */
    public boolean hides(SpaceAddress space) {
        CacheTransaction transaction = session.transaction();
        return services.unsettled().blocks(space)
                || (transaction == null ? markedOutside.containsKey(space) : transaction.hides(space));
    }

    /** @param spaces that the query reads, {@code null} if they are not known */
    public void result(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            if (!session.isSuspended()) {
                transaction.result(address, item, spaces);
            }
        } else if (session.mayPutOutsideTransaction(address)) {
            session.putResultOutsideTransaction(address, item);
        }
    }

    /**
     * The session is about to change what queries over these spaces find.
     *
     * @throws CacheException if a mark cannot be placed and {@code on_failure=reject}
     */
    public void mark(Collection<SpaceAddress> spaces) {
        CacheTransaction transaction = session.transaction();
        if (transaction != null) {
            transaction.mark(spaces, session.placesAtOnce());
            return;
        }
        session.wroteOutsideTransaction();
        for (SpaceAddress space : spaces) {
            Token token = services.tokens().next();
            if (markedOutside.isEmpty()) {
                markedOutside = new HashMap<>();
            }
            markedOutside.put(space, token);
            AtOnce.mark(services, space, token);
        }
    }

    /** The session has changed them. Within a transaction, its completion reports this. */
    public void changed(Collection<SpaceAddress> spaces) {
        for (SpaceAddress space : spaces) {
            Token token = markedOutside.isEmpty() ? null : markedOutside.remove(space);
            if (token != null) {
                AtOnce.changed(services, space, token);
            }
        }
    }
}
