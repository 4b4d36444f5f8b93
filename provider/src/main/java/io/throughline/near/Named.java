package io.throughline.near;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is about to change, or has changed: entries by the hashes of their keys, whole regions, query spaces. Two keys with the same hash are dropped together, which costs a miss.
 *
 * <p>Belongs to one thread at a time.
 */
public final class Named {

    /** A region of its own, of which all query spaces are entries. No region's name begins with a percent sign. */
    static final String SPACES = "%spaces";

    private final Map<String, Hashes> regions = new LinkedHashMap<>();

    /** The hashes of a region's keys. */
    private static final class Hashes {
        private boolean whole;
        private int count;
        private int[] of = new int[4];

        void add(int hash) {
            if (count == of.length) {
                of = Arrays.copyOf(of, 2 * count);
            }
            of[count++] = hash;
        }
    }

    /** Receives what is named. */
    interface Reader {
        /** @param hashes of its keys; {@code null}: the whole region */
        void region(String name, int @Nullable [] hashes);
    }

    /** An entry. */
    public void entry(EntryAddress address) {
        hashes(address.region().prefix()).add(hash(address));
    }

    /** Everything in a region. */
    public void region(RegionAddress region) {
        hashes(region.prefix()).whole = true;
    }

    /** A query space. */
    public void space(SpaceAddress space) {
        hashes(SPACES).add(hash(space));
    }

    private Hashes hashes(String region) {
        return regions.computeIfAbsent(region, r -> new Hashes());
    }

    static int hash(EntryAddress address) {
        return address.key().hashCode();
    }

    static int hash(SpaceAddress space) {
        return space.key().hashCode();
    }

    /** Whether nothing is named. */
    public boolean isEmpty() {
        return regions.isEmpty();
    }

    /** The names of the regions concerned. */
    Collection<String> regions() {
        return regions.keySet();
    }

    void read(Reader reader) {
        regions.forEach((name, its) -> reader.region(name, its.whole ? null : Arrays.copyOf(its.of, its.count)));
    }
}
