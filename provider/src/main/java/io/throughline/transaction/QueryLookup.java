package io.throughline.transaction;

import io.throughline.near.Ticket;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session's lookup of a query, between Hibernate's two questions: what is the result, and have its spaces changed since? Only the second question names the query's
 * spaces; once a node has learned them, their records arrive with the result.
 */
public final class QueryLookup {

    private final String sql;
    private final RegionAddress region;
    private final Map<SpaceAddress, byte @Nullable []> spaces = new HashMap<>();
    private final @Nullable Ticket ticket;
    private List<?> rows = List.of();
    private Runnable hit = () -> {};
    private Runnable old = () -> {};

    /** @param ticket taken before its spaces are read, {@code null} if they are not kept near */
    QueryLookup(String sql, RegionAddress region, @Nullable Ticket ticket) {
        this.ticket = ticket;
        this.sql = sql;
        this.region = region;
    }

    /** The query. */
    public String sql() {
        return sql;
    }

    /** Where its result is looked up. */
    RegionAddress region() {
        return region;
    }

    /** What the result holds, as Hibernate's query cache lists it. */
    public List<?> rows() {
        return rows;
    }

    void found(List<?> found, Runnable whenUpToDate, Runnable whenOutOfDate) {
        rows = found;
        hit = whenUpToDate;
        old = whenOutOfDate;
    }

    /** The result is up to date. */
    public void hit() {
        hit.run();
    }

    void add(Collection<SpaceAddress> read, Map<String, byte[]> records) {
        read.forEach(space -> spaces.put(space, records.get(space.key())));
    }

    void outOfDate() {
        old.run();
    }

    /** Taken before its spaces were read; {@code null} if they are not to be kept near. */
    public @Nullable Ticket ticket() {
        return ticket;
    }

    boolean knows(SpaceAddress space) {
        return spaces.containsKey(space);
    }

    /** The space's record, {@code null} if there is none. */
    public byte @Nullable [] record(SpaceAddress space) {
        return spaces.get(space);
    }
}
