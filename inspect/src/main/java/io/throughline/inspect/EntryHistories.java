package io.throughline.inspect;

import io.throughline.inspect.LiveRedis.Found;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The histories of the entries that were looked at last; no others are kept. Safe for all threads. */
final class EntryHistories {

    static final int MOST = 64;

    private final Map<String, EntryHistory> byKey = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EntryHistory> eldest) {
            return size() > MOST;
        }
    };

    /** The history of an entry that somebody is looking at; it is kept from now on. */
    synchronized EntryHistory watched(String key) {
        EntryHistory history = byKey.remove(key); // the eldest is the one that nobody has looked at for longest
        if (history == null) {
            history = new EntryHistory();
        }
        byKey.put(key, history);
        return history;
    }

    /**
     * The scanner has seen an entry. Nothing is noted if nobody has looked at it.
     *
     * @param now milliseconds of this machine's clock when Redis was asked for it
     */
    void seen(String key, @Nullable Found found, long now) {
        EntryHistory history;
        synchronized (this) {
            history = byKey.get(key);
        }
        if (history != null) {
            history.seen(found, now);
        }
    }
}
