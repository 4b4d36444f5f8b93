package io.throughline.inspect;

import io.throughline.inspect.PrometheusText.Sample;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What sessions have asked the cache for.
 *
 * @param misses by reason
 */
record Gets(double hits, Map<String, Double> misses) {

    static final Gets NONE = new Gets(0, Map.of());

    private static final String COUNTER = "throughline_cache_gets_total";

    /** By region; several session factories of the node are counted together. */
    static Map<String, Gets> byRegion(String prometheusText) {
        Map<String, Double> hits = new HashMap<>();
        Map<String, Map<String, Double>> misses = new TreeMap<>();
        for (Sample sample : PrometheusText.samples(prometheusText, COUNTER)) {
            String region = sample.labels().getOrDefault("region", "");
            misses.computeIfAbsent(region, name -> new TreeMap<>());
            if ("hit".equals(sample.labels().get("result"))) {
                hits.merge(region, sample.value(), Double::sum);
            } else {
                misses.get(region).merge(sample.labels().getOrDefault("reason", "none"), sample.value(), Double::sum);
            }
        }
        Map<String, Gets> all = new TreeMap<>();
        misses.forEach((region, reasons) -> all.put(region, new Gets(hits.getOrDefault(region, 0.0), reasons)));
        return all;
    }

    static Gets sum(Iterable<Gets> parts) {
        double hits = 0;
        Map<String, Double> misses = new TreeMap<>();
        for (Gets part : parts) {
            hits += part.hits;
            part.misses.forEach((reason, count) -> misses.merge(reason, count, Double::sum));
        }
        return new Gets(hits, misses);
    }

    /** What was added since. If counters are lower than before, the node has restarted. */
    Gets since(Gets before) {
        if (hits < before.hits
                || before.misses.entrySet().stream()
                        .anyMatch(then -> misses.getOrDefault(then.getKey(), 0.0) < then.getValue())) {
            return this;
        }
        Map<String, Double> more = new TreeMap<>();
        misses.forEach((reason, count) -> {
            double difference = count - before.misses.getOrDefault(reason, 0.0);
            if (difference > 0) {
                more.put(reason, difference);
            }
        });
        return new Gets(hits - before.hits, more);
    }
}
