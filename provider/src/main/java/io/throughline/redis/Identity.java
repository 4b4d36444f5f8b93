package io.throughline.redis;

import io.throughline.protocol.Call;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Whose data a master has: a hash that names, for each region and for the query spaces, the run of the server (run id, replication id) to which they
 * belong. It is stored with the data, so it goes back together with them. After a restart from an old snapshot, the promotion of a lagging replica,
 * or a flush, it does not name the run that now serves it.
 *
 * <pre>
 * key      namespace:identity          in a cluster  namespace:identity:{stripe}:%run, of the least stripe on the master
 * fields   r:region, s:spaces, *:all   the last stands for all the others of a node; the names of several are a checksum
 * </pre>
 *
 * <p>Each region has a field of its own, because applications with different regions share a namespace, and each clears only its own.
 */
final class Identity {

    /** Much longer than any node is away; if it has expired, the data count as another run's. */
    static final Duration TTL = Duration.ofDays(7);

    private static final String ALL = "*:";
    private static final String REGION = "r:";
    private static final String SPACES = "s:";

    private final String keyPrefix;
    private final Topology topology;

    /** @param namespace already encoded for a key */
    Identity(String namespace, Topology topology) {
        this.keyPrefix = namespace + ":identity";
        this.topology = topology;
    }

    /** What the node keeps on the masters. */
    record Kept(Set<RegionAddress> regions, Collection<SpaceAddress> spaces) {

        /** Nothing is cached. */
        boolean isEmpty() {
            return regions.isEmpty() && spaces.isEmpty();
        }

        /** The field that stands for everything. */
        String all() {
            return ALL + checksum(fields().keySet());
        }

        /** A field for each region and one for all spaces, each with the keys that are cleared if it names another run. */
        Map<String, List<String>> fields() {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            regions.forEach(region -> fields.put(field(region), region.recordKeys()));
            List<String> keys = spaces.stream().map(SpaceAddress::key).sorted().toList();
            if (!keys.isEmpty()) {
                fields.put(SPACES + checksum(new TreeSet<>(keys)), keys);
            }
            return fields;
        }

        /**
         * The regions that are cleared as a whole if these fields name another run, so that their records exist afterwards. There are none in a
         * cluster, where each master has its part.
         */
        List<RegionAddress> whole(Collection<String> fields) {
            return regions.stream()
                    .filter(region -> region.recordKeys().size() == 1 && fields.contains(field(region)))
                    .toList();
        }

        private static String field(RegionAddress region) {
            return REGION + region.keyPattern();
        }

        private static String checksum(Collection<String> names) {
            CRC32 crc = new CRC32();
            new TreeSet<>(names).forEach(name -> crc.update((name + '\n').getBytes(StandardCharsets.UTF_8)));
            return names.size() + "-" + Long.toHexString(crc.getValue());
        }
    }

    /** The key on the master; {@code null} if no stripe lies on it, because then it has no data of the cache. */
    @Nullable
    String key(Master master) {
        if (!topology.isCluster()) {
            return keyPrefix;
        }
        List<Integer> stripes = master.stripes();
        return stripes.isEmpty() ? null : keyPrefix + ":{" + stripes.get(0) + "}:%run";
    }

    /**
     * The run that the server serves, taken from its replies to INFO.
     *
     * @throws RedisUnavailableException if the server is not a master
     */
    static String run(Map<String, String> server, Map<String, String> replication) {
        if (!"master".equals(replication.get("role"))) {
            throw new RedisUnavailableException("it is a " + replication.get("role"), null);
        }
        return server.get("run_id") + ":" + replication.get("master_replid");
    }

    /** The CLEARs of what belongs to another run, as far as it lies on the master. */
    List<Call> clears(Operations operations, Kept kept, Collection<String> fields, Master master, long floor) {
        Map<String, List<String>> keys = kept.fields();
        long ttl = 0;
        for (RegionAddress region : kept.regions()) {
            ttl = Math.max(ttl, region.recordTtlMillis());
        }
        for (SpaceAddress space : kept.spaces()) {
            ttl = Math.max(ttl, space.ttlMillis());
        }
        List<Call> calls = new ArrayList<>();
        for (String field : fields) {
            List<String> here = keys.getOrDefault(field, List.of()).stream()
                    .filter(key -> liesOn(master, key))
                    .toList();
            if (topology.isCluster()) {
                for (String key : here) {
                    calls.add(operations.clear(List.of(key), ttl, floor));
                }
            } else if (!here.isEmpty()) {
                calls.add(operations.clear(here, ttl, floor));
            }
        }
        return calls;
    }

    private boolean liesOn(Master master, String key) {
        return !topology.isCluster() || topology.entry(topology.slot(topology.mapped(key))) == master.entry();
    }
}
