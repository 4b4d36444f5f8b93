package io.throughline.inspect;

import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.SampledMemory.Reservoir;
import io.throughline.inspect.SeenEntry.State;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A region as the scanner has found it.
 *
 * @param name as it is in the keys
 * @param entries by id
 * @param records by key: the region's record, in a cluster those of its stripes; or those of its spaces
 * @param spaces how many of the records are those of spaces
 * @param newest the newest fence in microseconds, which is the time of the last change; 0 if there is none
 * @param memory {@code null} if it was not requested, or the region has no entries
 */
record SeenRegion(
        String name,
        List<SeenEntry> entries,
        Map<String, BelievedRecord> records,
        int spaces,
        long newest,
        @Nullable SampledMemory memory) {

    Map<State, Integer> states() {
        Map<State, Integer> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            counts.put(state, 0);
        }
        entries.forEach(entry -> counts.merge(entry.state(), 1, Integer::sum));
        return counts;
    }

    /** @param now microseconds of the server's clock */
    boolean isClosed(long now) {
        return records.values().stream()
                .anyMatch(record -> !record.closers().isEmpty() && record.bornForReaders() > now);
    }

    /** What is known of a region while the scanner is working. For one thread. */
    static final class Builder {

        private final String name;
        private final Map<String, SeenEntry> entries = new HashMap<>(); // SCAN may name a key twice
        private final Map<String, BelievedRecord> records = new HashMap<>();
        private final Reservoir sample;
        private int spaces;
        private long newest;
        private @Nullable String fencesKey;

        Builder(String name, int sampled, RandomGenerator random) {
            this.name = name;
            this.sample = new Reservoir(sampled, random);
        }

        /** @param now milliseconds of this machine's clock */
        void add(KeyName key, String text, Found found, long now) {
            if (key.isOfFences()) {
                fencesKey = text;
            } else if (!key.isSlice()) {
                if (entries.put(text, SeenEntry.of(text, found, now)) == null) {
                    sample.offer(text);
                }
            } else if (StoredRecord.of(found.bytes()) instanceof BelievedRecord believed) {
                if (records.put(text, believed) == null && key.isOfSpace()) {
                    spaces++;
                }
                newest = Math.max(newest, believed.fence());
            }
        }

        List<String> sample() {
            return sample.kept();
        }

        /** The key of the stripes' fences; {@code null} if it has none. */
        @Nullable
        String fencesKey() {
            return fencesKey;
        }

        void fences(byte[] fences) {
            newest = Math.max(newest, Fences.newest(fences));
        }

        SeenRegion build(boolean inCluster, @Nullable SampledMemory memory) {
            List<SeenEntry> sorted = entries.values().stream()
                    .map(entry -> entry.judged(records.get(recordKey(entry.key(), inCluster))))
                    .sorted(SeenEntry.BY_ID)
                    .toList();
            return new SeenRegion(name, sorted, Map.copyOf(records), spaces, newest, memory);
        }

        /** As {@link KeyName#recordKey}, for a key that is known to be an entry's. */
        private static String recordKey(String key, boolean inCluster) {
            return inCluster
                    ? key.substring(0, key.indexOf("}:") + 1)
                    : key.substring(0, key.indexOf(":{")) + ":{" + KeyName.REGION + "}";
        }

        int size() {
            return entries.size();
        }
    }
}
