package io.throughline.inspect;

import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been seen of one entry: a row for each change, the newest ones only. Two changes between two looks are one row. Safe for all threads. */
final class EntryHistory {

    static final int MOST = 100;

    private final Deque<Row> rows = new ArrayDeque<>();

    /**
     * How the entry was from that moment on.
     *
     * @param seen milliseconds of this machine's clock
     * @param record {@code item}, {@code lock}, {@code none}, or what else it is
     * @param stamp the stamp of an item, or the time since when a lock is there; {@code null} if it is neither
     * @param changed what differs from the row before
     */
    record Row(
            long seen,
            String record,
            @Nullable String stamp,
            String version,
            String shape,
            long bytes,
            List<String> changed) {

        static Row of(long seen, @Nullable Found found) {
            if (found == null) {
                return new Row(seen, "none", null, "", "", 0, List.of());
            }
            StoredRecord record = StoredRecord.of(found.bytes());
            if (record instanceof ItemRecord item) {
                return new Row(
                        seen,
                        "item",
                        time(item.stamp()),
                        Words.version(item.version()),
                        Words.shape(item.shape()),
                        found.length(),
                        List.of());
            }
            if (record instanceof LockRecord lock) {
                int holders = lock.holders().size();
                return new Row(
                        seen,
                        holders == 1 ? "lock" : "lock, " + holders + " holders",
                        time(lock.since()),
                        "",
                        "",
                        found.length(),
                        List.of());
            }
            return new Row(seen, "unknown", null, "", "", found.length(), List.of());
        }

        private static String time(long micros) {
            return Words.isTime(micros) ? Words.instant(micros).toString() : Long.toString(micros);
        }

        private Row after(Row before) {
            List<String> differs = new ArrayList<>();
            note(differs, "record", record, before.record);
            note(differs, "stamp", stamp, before.stamp);
            note(differs, "version", version, before.version);
            note(differs, "shape", shape, before.shape);
            note(differs, "size", bytes, before.bytes);
            return new Row(seen, record, stamp, version, shape, bytes, List.copyOf(differs));
        }

        private static void note(List<String> differs, String name, @Nullable Object now, @Nullable Object before) {
            if (!String.valueOf(now).equals(String.valueOf(before))) {
                differs.add(name);
            }
        }
    }

    /**
     * @param found what the key holds now; {@code null}: nothing
     * @param now milliseconds of this machine's clock when Redis was asked for it; an answer that a later one has overtaken is ignored
     */
    synchronized void seen(@Nullable Found found, long now) {
        Row before = rows.peekFirst();
        Row row = Row.of(now, found);
        if (before != null) {
            row = row.after(before);
            if (row.changed().isEmpty() || now < before.seen()) {
                return;
            }
        }
        rows.addFirst(row);
        if (rows.size() > MOST) {
            rows.removeLast();
        }
    }

    /** The rows, newest first. */
    synchronized List<Row> rows() {
        return List.copyOf(rows);
    }
}
