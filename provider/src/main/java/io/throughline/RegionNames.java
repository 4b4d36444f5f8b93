package io.throughline;

import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.RegionAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.AccessType;

/**
 * The regions that exist, and the regions that settings name. Regions of the mapping are known when the session factory is complete. Regions of
 * queries are added when a query first names them. Safe for all threads.
 */
final class RegionNames {

    private static final int MOST_NAMED = 20;

    private final Set<String> built = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<AccessType>> accessed = new ConcurrentSkipListMap<>();
    private final Map<String, Region> regions = new ConcurrentSkipListMap<>();
    private final Set<String> setButNotBuilt = new ConcurrentSkipListSet<>();

    /**
     * A region.
     *
     * @param strategies the strategies of what it holds; empty if it holds query results
     * @param ttl the longest time to live of anything in it
     */
    record Region(RegionAddress address, Set<AccessType> strategies, Duration ttl) {}

    /** @param set the regions that settings name */
    RegionNames(Set<String> set) {
        setButNotBuilt.addAll(set);
    }

    int size() {
        return built.size();
    }

    /** The regions of the mapping and of queries, by name. */
    List<Region> all() {
        return List.copyOf(regions.values());
    }

    /** How many regions the mapping has. */
    int mapped() {
        return accessed.size();
    }

    /** The regions of the mapping, each with its strategies; only the first of many. If there are none, it says why. */
    String strategies() {
        if (accessed.isEmpty()) {
            return "nothing in the mapping has @Cacheable or @Cache";
        }
        String some = accessed.entrySet().stream()
                .limit(MOST_NAMED)
                .map(region -> region.getKey() + " "
                        + region.getValue().stream().map(AccessType::name).collect(Collectors.joining("/")))
                .collect(Collectors.joining(", "));
        return accessed.size() > MOST_NAMED ? some + ", ..." : some;
    }

    /** The regions of the mapping that are ever updated. */
    List<String> written() {
        return accessed.entrySet().stream()
                .filter(region -> !region.getValue().equals(Set.of(AccessType.READ_ONLY)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A region of the mapping has been built. */
    void domain(String name, Region region) {
        accessed.put(name, region.strategies());
        regions.put(name, region);
        built.add(name);
        setButNotBuilt.remove(name);
    }

    /** A region of query results has been built; the mapping may have a region of the same name. A setting that still has no region may have meant this one. */
    void query(String name, Region region) {
        regions.putIfAbsent(name, region);
        boolean isSet = setButNotBuilt.remove(name);
        boolean isNew = built.add(name);
        if (isNew && !isSet && !setButNotBuilt.isEmpty() && isComplete) {
            CacheMessages.LOG.regionWithoutSettings(
                    name, setting(setButNotBuilt.iterator().next()), built());
        }
    }

    private volatile boolean isComplete;

    /**
     * All regions of the mapping have been built.
     *
     * @param mayComeLater whether queries may still name others
     * @throws CacheException if a setting names a region that does not exist
     */
    void complete(boolean mayComeLater) {
        isComplete = true;
        if (!mayComeLater && !setButNotBuilt.isEmpty()) {
            throw new CacheException(setting(setButNotBuilt.iterator().next())
                    + " is set, but no such region is mapped; accepted: one of " + built());
        }
        setButNotBuilt.forEach(name -> CacheMessages.LOG.settingWithoutRegion(setting(name), built()));
    }

    private static String setting(String region) {
        return RedisCacheSettings.REGION_PREFIX + region + ".ttl";
    }

    private Set<String> built() {
        return new TreeSet<>(built);
    }
}
