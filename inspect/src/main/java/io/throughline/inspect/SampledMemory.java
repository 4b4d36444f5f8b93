package io.throughline.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a number of keys, estimated from some of them, each of which is as likely to be asked as any other (a reservoir).
 *
 * @param bytes the memory of all keys
 * @param error the standard error of that, in bytes: the truth is within twice as much in about 19 of 20 cases; {@code null} if too few keys were
 *     asked
 * @param sampled how many keys were asked
 */
record SampledMemory(long bytes, @Nullable Long error, int sampled) {

    /**
     * @param asked the bytes of each key that was asked
     * @param all how many keys there are, including those that were asked
     */
    static @Nullable SampledMemory of(List<Long> asked, int all) {
        int n = asked.size();
        if (n == 0) {
            return null;
        }
        double mean = asked.stream().mapToLong(Long::longValue).average().orElseThrow();
        long total = Math.round(mean * all);
        if (n >= all) {
            return new SampledMemory(total, 0L, n);
        }
        if (n == 1) {
            return new SampledMemory(total, null, n);
        }
        double squares = asked.stream()
                .mapToDouble(size -> (size - mean) * (size - mean))
                .sum();
        double deviation = Math.sqrt(squares / (n - 1));
        // the keys that were asked are known: only the rest is estimated
        double unknown = Math.sqrt(1 - (double) n / all);
        return new SampledMemory(total, Math.round(all * deviation / Math.sqrt(n) * unknown), n);
    }

    /** The memory of several regions together: independent errors add up as squares. */
    static @Nullable SampledMemory sum(List<SampledMemory> parts) {
        if (parts.isEmpty()) {
            return null;
        }
        boolean known = parts.stream().allMatch(part -> part.error() != null);
        double squares = parts.stream()
                .mapToDouble(part -> part.error() == null ? 0 : (double) part.error() * part.error())
                .sum();
        return new SampledMemory(
                parts.stream().mapToLong(SampledMemory::bytes).sum(),
                known ? Math.round(Math.sqrt(squares)) : null,
                parts.stream().mapToInt(SampledMemory::sampled).sum());
    }

    /** Picks the keys to ask as they arrive. For one thread. */
    static final class Reservoir {

        private final int size;
        private final RandomGenerator random;
        private final List<String> kept = new ArrayList<>();
        private int offered;

        Reservoir(int size, RandomGenerator random) {
            this.size = size;
            this.random = random;
        }

        void offer(String key) {
            offered++;
            if (kept.size() < size) {
                kept.add(key);
                return;
            }
            int place = random.nextInt(offered);
            if (place < size) {
                kept.set(place, key);
            }
        }

        List<String> kept() {
            return kept;
        }
    }
}
