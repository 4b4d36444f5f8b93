package io.throughline.it.comparison;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.stat.CacheRegionStatistics;
import org.hibernate.stat.Statistics;

/**
 * What Hibernate's statistics count that a cache can make a difference to: SQL statements, each region, what was loaded from the database. As
 * text only what is not zero:
 *
 * <pre>sql 1; Book miss 1 put 1; entities loaded 1</pre>
 */
final class Counts {

    /** From 7.4 on. */
    private static final String REMOVE = "remove";

    private static final Method REMOVE_COUNT = Arrays.stream(CacheRegionStatistics.class.getMethods())
            .filter(method -> method.getName().equals("getRemoveCount"))
            .findAny()
            .orElse(null);

    private final Map<String, Map<String, Long>> groups = new LinkedHashMap<>();

    private Counts() {}

    static Counts of(Statistics statistics) {
        Counts counts = new Counts();
        counts.add("sql", "", statistics.getPrepareStatementCount());
        long[] sums = new long[4];
        List<String> regions = new ArrayList<>(List.of(statistics.getSecondLevelCacheRegionNames()));
        regions.sort(null);
        for (String name : regions) {
            CacheRegionStatistics region = statistics.getCacheRegionStatistics(name);
            if (region != null) {
                counts.region(name, region, sums);
            }
        }
        counts.totals(statistics, sums);
        counts.add("timestamps", "hit", statistics.getUpdateTimestampsCacheHitCount());
        counts.add("timestamps", "miss", statistics.getUpdateTimestampsCacheMissCount());
        counts.add("timestamps", "put", statistics.getUpdateTimestampsCachePutCount());
        counts.add("entities", "loaded", statistics.getEntityLoadCount());
        counts.add("entities", "fetched", statistics.getEntityFetchCount());
        counts.add("collections", "loaded", statistics.getCollectionLoadCount());
        counts.add("collections", "fetched", statistics.getCollectionFetchCount());
        counts.add("natural id queries", "", statistics.getNaturalIdQueryExecutionCount());
        counts.add("queries", "", statistics.getQueryExecutionCount());
        counts.add("optimistic failures", "", statistics.getOptimisticFailureCount());
        return counts;
    }

    private void region(String name, CacheRegionStatistics region, long[] sums) {
        String group = name.substring(name.lastIndexOf('$') + 1);
        long[] of = {region.getHitCount(), region.getMissCount(), region.getPutCount(), removes(region)};
        for (int i = 0; i < of.length; i++) {
            add(group, List.of("hit", "miss", "put", REMOVE).get(i), of[i]);
            sums[i] += of[i];
        }
    }

    private static long removes(CacheRegionStatistics region) {
        try {
            return REMOVE_COUNT == null ? 0 : (long) REMOVE_COUNT.invoke(region);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The factory's totals are the regions' sums; Hibernate 7.4 counts a removal as a miss as well. */
    private void totals(Statistics statistics, long[] sums) {
        add(
                "beyond the regions",
                "hit",
                statistics.getSecondLevelCacheHitCount()
                        + statistics.getNaturalIdCacheHitCount()
                        + statistics.getQueryCacheHitCount()
                        - sums[0]);
        add(
                "beyond the regions",
                "miss",
                statistics.getSecondLevelCacheMissCount()
                        + statistics.getNaturalIdCacheMissCount()
                        + statistics.getQueryCacheMissCount()
                        - sums[1]
                        - sums[3]);
        add(
                "beyond the regions",
                "put",
                statistics.getSecondLevelCachePutCount()
                        + statistics.getNaturalIdCachePutCount()
                        + statistics.getQueryCachePutCount()
                        - sums[2]);
    }

    private void add(String group, String name, long count) {
        groups.computeIfAbsent(group, none -> new LinkedHashMap<>()).put(name, count);
    }

    /** What was counted since then. */
    Counts since(Counts before) {
        Counts difference = new Counts();
        groups.forEach((group, counts) -> counts.forEach((name, count) -> difference.add(
                group, name, count - before.groups.getOrDefault(group, Map.of()).getOrDefault(name, 0L))));
        return difference;
    }

    /** An expectation, as this Hibernate can meet it. */
    static String countable(String expected) {
        if (REMOVE_COUNT != null) {
            return expected;
        }
        return Stream.of(expected.split("; "))
                .map(part -> part.replaceAll(" remove \\d+", ""))
                .filter(part -> part.matches(".*\\d") || expected.equals("nothing"))
                .collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        groups.forEach((group, counts) -> {
            StringBuilder text = new StringBuilder();
            counts.forEach((name, count) -> {
                if (count != 0) {
                    text.append(name.isEmpty() ? "" : " " + name).append(' ').append(count);
                }
            });
            if (!text.isEmpty()) {
                texts.add(group + text);
            }
        });
        return texts.isEmpty() ? "nothing" : String.join("; ", texts);
    }
}
