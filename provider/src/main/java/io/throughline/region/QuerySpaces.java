package io.throughline.region;

import io.throughline.codec.KeyText;
import io.throughline.protocol.SpaceAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query spaces (tables) of one session factory, and which of them each query reads, as far as this node has learned. Bounded: what is
 * forgotten is learned again. Safe for all threads.
 */
public final class QuerySpaces {

    private static final int MOST_REMEMBERED = 10_000;

    private final String namespace;
    private final String region;
    private final long longestTtlMillis;
    private final Map<String, SpaceAddress> addresses = new ConcurrentHashMap<>();
    private final Map<String, List<SpaceAddress>> ofQueries = new ConcurrentHashMap<>();

    /**
     * @param namespace the namespace of all keys
     * @param region the region of the spaces' records
     * @param longestTtlMillis the longest time to live that a query result is ever given
     */
    public QuerySpaces(String namespace, String region, long longestTtlMillis) {
        this.namespace = KeyText.name(namespace);
        this.region = KeyText.name(region);
        this.longestTtlMillis = longestTtlMillis;
    }

    /**
     * Where the space's record lies. Names that differ only in case are one space: most databases take them for one table, and a native query names
     * its tables as its author writes them. If they are two tables, a change of one costs the results over the other.
     */
    public SpaceAddress address(String space) {
        SpaceAddress known = addresses.get(space);
        if (known == null) {
            forgetIfTooMany(addresses);
            String folded = space.toLowerCase(Locale.ROOT);
            known = SpaceAddress.of(namespace, region, folded, KeyText.name(folded), longestTtlMillis);
            addresses.put(space, known);
        }
        return known;
    }

    /** The spaces that have been requested here. */
    Collection<SpaceAddress> known() {
        return Set.copyOf(addresses.values()); // a space that is known by several names counts once
    }

    List<SpaceAddress> addresses(Collection<String> spaces) {
        return spaces.stream().map(this::address).toList();
    }

    List<SpaceAddress> addresses(String[] spaces) {
        return Stream.of(spaces).map(this::address).toList();
    }

    /** The spaces that the query read when it was last looked up here; {@code null} if it has not been looked up. */
    @Nullable
    List<SpaceAddress> of(String sql) {
        return ofQueries.get(sql);
    }

    void learn(String sql, List<SpaceAddress> spaces) {
        if (!spaces.equals(ofQueries.get(sql))) {
            forgetIfTooMany(ofQueries);
            ofQueries.put(sql, spaces);
        }
    }

    private static void forgetIfTooMany(Map<?, ?> known) {
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
    }
}
