package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.PageViews.CacheView;
import io.throughline.inspect.PageViews.EntriesView;
import io.throughline.inspect.PageViews.EntryView;
import io.throughline.inspect.PageViews.MetricsView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page may ask, and the answers. They come from what the scanner has seen, except for a single entry, which is read again. Safe for all threads. */
final class PageQuestions {

    /** Longer values are not decoded. */
    private static final int LONGEST = 1 << 20;

    private final LiveRedis live;
    private final SmallReads reads;
    private final String namespace;
    private final CacheScanner scanner;
    private final EntryHistories histories;
    private final Looking looking;
    private final @Nullable KnownMapping mapping;
    private final @Nullable NodeMetrics metrics;

    /**
     * @param namespace not encoded
     * @param mapping {@code null}: states are not decoded
     * @param metrics {@code null}: there are none
     */
    PageQuestions(
            LiveRedis live,
            String namespace,
            CacheScanner scanner,
            EntryHistories histories,
            Looking looking,
            @Nullable KnownMapping mapping,
            @Nullable NodeMetrics metrics) {
        this.live = live;
        this.reads = new SmallReads(live);
        this.namespace = namespace;
        this.scanner = scanner;
        this.histories = histories;
        this.looking = looking;
        this.mapping = mapping;
        this.metrics = metrics;
    }

    CacheView cache() {
        looking.look();
        return CacheView.of(namespace, live.location(), metrics != null, scanner, scanner.last());
    }

    /** @return {@code null} if no such region has been seen */
    @Nullable
    EntriesView region(Map<String, String> query) {
        looking.look();
        Snapshot seen = scanner.last();
        SeenRegion region = seen == null ? null : seen.region(query.getOrDefault("name", ""));
        if (seen == null || region == null) {
            return null;
        }
        return EntriesView.of(
                region,
                seen,
                query.getOrDefault("filter", ""),
                query.getOrDefault("state", ""),
                number(query.getOrDefault("from", "0")));
    }

    /** @throws CannotInspectException if the key is not an entry's, or belongs to another namespace */
    EntryView entry(Map<String, String> query) {
        looking.look();
        String key = query.getOrDefault("key", "");
        KeyName name = KeyName.parse(key);
        if (name.isSlice() || !name.namespace().equals(KeyText.name(namespace))) {
            throw new CannotInspectException(
                    "'" + key + "' is not an entry's key; accepted: an entry's key of the namespace " + namespace);
        }
        long asked = System.currentTimeMillis();
        List<@Nullable Found> found = reads.heads(List.of(key, name.recordKey(live.isCluster())), LONGEST);
        EntryHistory history = histories.watched(key);
        history.seen(found.get(0), asked);
        return PageViews.entry(name, key, found.get(0), found.get(1), mapping, live.now(), history);
    }

    /** @return {@code null} if the page was started without metrics */
    @Nullable
    MetricsView metrics(Map<String, String> query) {
        looking.look();
        return metrics == null ? null : MetricsView.of(metrics, query.get("region"));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CannotInspectException("from is '" + text + "'; accepted: a number", e);
        }
    }
}
