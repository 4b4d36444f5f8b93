package io.throughline.inspect;

import io.throughline.inspect.EntryWords.Line;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.NodeMetrics.Reading;
import io.throughline.inspect.SeenEntry.State;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers to the page, as records that become JSON. All times are in milliseconds; points in time are by this machine's clock. */
final class PageViews {

    private PageViews() {}

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** The whole cache. */
    record CacheView(
            String namespace,
            String redis,
            boolean metrics,
            @Nullable String failure,
            LookView look,
            List<RegionView> regions,
            @Nullable SampledMemory memory,
            @Nullable String memoryRefused,
            List<Expiries.Within> expiries,
            NearMembers near) {

        static CacheView of(
                String namespace, String redis, boolean metrics, CacheScanner scanner, @Nullable Snapshot seen) {
            LookView look = LookView.of(scanner, seen);
            if (seen == null) {
                return new CacheView(
                        namespace,
                        redis,
                        metrics,
                        scanner.failure(),
                        look,
                        List.of(),
                        null,
                        null,
                        List.of(),
                        NearMembers.NONE);
            }
            return new CacheView(
                    namespace,
                    redis,
                    metrics,
                    scanner.failure(),
                    look,
                    seen.regions().stream()
                            .map(region -> RegionView.of(region, seen))
                            .toList(),
                    SampledMemory.sum(seen.regions().stream()
                            .flatMap(region -> Stream.ofNullable(region.memory()))
                            .toList()),
                    seen.memoryRefused(),
                    Expiries.of(
                            seen.regions().stream()
                                    .flatMap(region -> region.entries().stream())
                                    .toList(),
                            System.currentTimeMillis()),
                    seen.members());
        }
    }

    /**
     * The round that the answer comes from, and the current one.
     *
     * @param round its number, from 1
     * @param there whether anything has been seen yet
     * @param cutOffAfter the number of keys after which the round stopped, if there were more; otherwise 0
     */
    record LookView(
            boolean there,
            long round,
            boolean complete,
            long age,
            long took,
            double waited,
            int calls,
            int keys,
            int otherKeys,
            int cutOffAfter,
            int keysSoFar) {

        static LookView of(CacheScanner scanner, @Nullable Snapshot seen) {
            if (seen == null) {
                return new LookView(false, 0, false, 0, 0, 0, 0, 0, 0, 0, scanner.keysSoFar());
            }
            return new LookView(
                    true,
                    seen.round(),
                    seen.complete(),
                    Math.max(0, System.currentTimeMillis() - seen.at()),
                    seen.took().toMillis(),
                    seen.waited().toNanos() / 1e6,
                    seen.calls(),
                    seen.keys(),
                    seen.otherKeys(),
                    seen.cutOff() ? scanner.keysAtMost() : 0,
                    scanner.keysSoFar());
        }
    }

    /**
     * A region in one line.
     *
     * @param changedAgo the time since the newest fence; {@code null} if there is none
     */
    record RegionView(
            String name,
            int entries,
            int items,
            int locks,
            int outlived,
            int others,
            int spaces,
            boolean records,
            boolean closed,
            @Nullable Long changedAgo,
            @Nullable SampledMemory memory) {

        static RegionView of(SeenRegion region, Snapshot seen) {
            Map<State, Integer> states = region.states();
            return new RegionView(
                    region.name(),
                    region.entries().size(),
                    states.get(State.ITEM),
                    states.get(State.LOCK),
                    states.get(State.OUTLIVED),
                    states.get(State.OTHER),
                    region.spaces(),
                    !region.records().isEmpty(),
                    region.isClosed(seen.serverNow()),
                    region.newest() == 0 ? null : (seen.serverNow() - region.newest()) / 1000,
                    region.memory());
        }
    }

    /**
     * Some of a region's entries, by id.
     *
     * @param matching how many entries match the filter
     * @param from the position of the first one among those
     */
    record EntriesView(
            RegionView region, List<Expiries.Within> expiries, int matching, int from, List<EntryLine> entries) {

        static final int AT_ONCE = 100;

        /**
         * @param filter a part of their ids, in any case; empty: all
         * @param state {@link State} in lower case; empty: all
         */
        static EntriesView of(SeenRegion region, Snapshot seen, String filter, String state, int from) {
            String wanted = filter.toLowerCase(Locale.ROOT);
            List<SeenEntry> matching = region.entries().stream()
                    .filter(entry -> state.isEmpty() || name(entry.state()).equals(state))
                    .filter(entry -> entry.id().toLowerCase(Locale.ROOT).contains(wanted))
                    .toList();
            int first = Math.max(0, Math.min(from, matching.size() - 1)) / AT_ONCE * AT_ONCE;
            return new EntriesView(
                    RegionView.of(region, seen),
                    Expiries.of(region.entries(), System.currentTimeMillis()),
                    matching.size(),
                    first,
                    matching.subList(first, Math.min(matching.size(), first + AT_ONCE)).stream()
                            .map(entry -> EntryLine.of(entry, seen))
                            .toList());
        }
    }

    /**
     * An entry in one line.
     *
     * @param age the time since its stamp, or since it was locked; {@code null} if it is neither an item nor a lock
     * @param left the time until it expires; {@code null}: never
     */
    record EntryLine(
            String key,
            String id,
            String state,
            String version,
            String shape,
            @Nullable Long age,
            long bytes,
            @Nullable Long left) {

        static EntryLine of(SeenEntry entry, Snapshot seen) {
            ItemRecord item = entry.record() instanceof ItemRecord of ? of : null;
            Long since = item != null ? item.stamp() : entry.record() instanceof LockRecord lock ? lock.since() : null;
            return new EntryLine(
                    entry.key(),
                    entry.id(),
                    name(entry.state()),
                    item == null ? "" : Words.version(item.version()),
                    item == null ? "" : Words.shape(item.shape()),
                    since == null || !Words.isTime(since) ? null : (seen.serverNow() - since) / 1000,
                    entry.length(),
                    entry.expiresAt() == SeenEntry.NEVER
                            ? null
                            : Math.max(0, entry.expiresAt() - System.currentTimeMillis()));
        }
    }

    /**
     * One entry in words.
     *
     * @param stateClosed why its state is not shown; {@code null} if it is, or there is none
     */
    record EntryView(
            String key,
            String region,
            List<Line> lines,
            List<Line> state,
            @Nullable String stateClosed,
            List<EntryHistory.Row> history) {}

    /** A node's counters: their totals since it started, and how they grew while somebody was looking. */
    record MetricsView(String url, @Nullable String failure, Gets since, List<Growth> growth) {

        /** @param at the end of the interval */
        record Growth(long at, long millis, Gets gets) {}

        /** @param region {@code null} for all of them together */
        static MetricsView of(NodeMetrics metrics, @Nullable String region) {
            List<Reading> readings = metrics.readings();
            List<Growth> growth = new ArrayList<>();
            for (int i = 1; i < readings.size(); i++) {
                Reading before = readings.get(i - 1);
                Reading now = readings.get(i);
                growth.add(new Growth(
                        now.at(), now.at() - before.at(), now.gets(region).since(before.gets(region))));
            }
            return new MetricsView(
                    metrics.uri().toString(),
                    metrics.failure(),
                    readings.isEmpty()
                            ? Gets.NONE
                            : readings.get(readings.size() - 1).gets(region),
                    growth);
        }
    }

    /** An entry as it is now, with its region's record. */
    static EntryView entry(
            KeyName name,
            String key,
            @Nullable Found entry,
            @Nullable Found believed,
            @Nullable KnownMapping known,
            long now,
            EntryHistory history) {
        String closed = known == null
                ? "the page was started without a mapping: start it with --unit or --entities to see the state"
                : null;
        EntryWords words;
        try {
            words = EntryWords.of(key, name, entry, believed, known, now);
        } catch (CannotInspectException e) { // the mapping does not know it
            words = EntryWords.of(key, name, entry, believed, null, now);
            closed = e.getMessage();
        }
        boolean item = entry != null && StoredRecord.of(entry.bytes()) instanceof ItemRecord;
        return new EntryView(key, name.region(), words.lines(), words.state(), item ? closed : null, history.rows());
    }
}
