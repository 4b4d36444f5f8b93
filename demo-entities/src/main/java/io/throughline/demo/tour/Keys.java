package io.throughline.demo.tour;

import io.throughline.demo.servers.RedisKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys as redis-cli sees them. */
final class Keys {

    private Keys() {}

    static void show(Stage stage) {
        Report report = stage.report();
        RedisKeys keys = stage.space().keys();
        report.section("6. The keys", """
                What redis-cli --scan --pattern '%s' prints while the demo runs: how many keys of each
                kind, one of them, and how long that one still lives, in minutes.
                  namespace:identity       which run of the server the data belong to
                  namespace:{near}:members who keeps something near, C until just now
                  namespace:region:{n}     the n-th of 256 slices of a region: when it was last written to
                  namespace:region:{n}:id  an entry; n follows from the id, and the braces keep an entry and
                                           its slice's record together in a cluster
                Every key has a time to live. Losing one, or all, costs misses, never a stale read.""".formatted(keys.pattern()));

        Map<String, List<String>> kinds =
                keys.scan().stream().collect(Collectors.groupingBy(Keys::kind, TreeMap::new, Collectors.toList()));
        report.text("   keys  one of them                                                              minutes");
        boolean allExpire = true;
        for (List<String> kind : kinds.values()) {
            Duration life = keys.timeToLive(kind.get(0));
            allExpire &= !life.isNegative();
            report.text("  %5d  %-72s %7d".formatted(kind.size(), kind.get(0), life.toMinutes()));
        }
        report.fact("every one of them has a time to live", allExpire && !kinds.isEmpty());
    }

    /** The key without the slice's number and the id. */
    private static String kind(String key) {
        int open = key.indexOf('{');
        if (open < 0) {
            return key;
        }
        return key.substring(0, open) + (key.endsWith("}") ? "slice" : "{entry");
    }
}
