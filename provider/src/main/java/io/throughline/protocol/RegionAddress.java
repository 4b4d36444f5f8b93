package io.throughline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a region lies in Redis: the names of its entries, and of the records that say what of them is to be believed.
 *
 * <pre>
 * entry          namespace:region:{stripe}:id
 * in a cluster   namespace:region:{stripe}      a record for each stripe
 * elsewhere      namespace:region:{%region}     one for the whole region
 *                namespace:region:{%fences}     the stripes' fences beside it
 * </pre>
 *
 * The braces make an entry and its stripe share a cluster slot, and nothing else of the region does; where there is no cluster one record can serve all.
 */
public final class RegionAddress {

    /** A stripe is one of so many slices of a region. */
    public static final int STRIPES = 256;

    private final String prefix;
    private final List<String> recordKeys;
    private final @Nullable String fencesKey;
    private final long recordTtlMillis;
    private final boolean readOnly;

    /**
     * @param namespace already encoded for a key
     * @param region already encoded for a key
     * @param longestTtlMillis the longest time to live that an entry or a lock of the region is ever given
     * @param readOnly whether nothing in it is ever updated
     * @param inCluster whether its keys may lie on several servers
     */
    public RegionAddress(String namespace, String region, long longestTtlMillis, boolean readOnly, boolean inCluster) {
        this.readOnly = readOnly;
        this.prefix = namespace + ':' + region + ':';
        this.recordKeys = inCluster
                ? IntStream.range(0, STRIPES)
                        .mapToObj(stripe -> prefix + '{' + stripe + '}')
                        .toList()
                : List.of(prefix + "{%region}");
        this.fencesKey = inCluster ? null : prefix + "{%fences}";
        this.recordTtlMillis = recordTtlMillis(longestTtlMillis);
    }

    /** Twice the longest entry's, and a reserve, so that it need not be written each time: see save_record in records.lua. */
    static long recordTtlMillis(long longestTtlMillis) {
        return longestTtlMillis * 5 / 2;
    }

    /** The keys of the records that say what of the region is believed: one, or in a cluster those of all stripes, in order. */
    public List<String> recordKeys() {
        return recordKeys;
    }

    /** A key that only a release has which lays the region out otherwise: with records of stripes where there is no cluster. {@code null} in a cluster. */
    public @Nullable String keyOfOtherLayout() {
        return fencesKey == null ? null : prefix + "{0}";
    }

    /** The key of the stripes' fences; {@code null} in a cluster, where each stripe's record has its own. */
    @Nullable
    String fencesKey() {
        return fencesKey;
    }

    /** What each of its keys begins with: <code>namespace:region:</code>. Those who keep the region near are called by it. */
    public String prefix() {
        return prefix;
    }

    /** Whether nothing in it is ever updated: then a replica, which may lag, is as good to read from as its master. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Every key of the region matches it (glob, as SCAN wants it). */
    public String keyPattern() {
        return prefix.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "{*";
    }

    /** The key of the record that says whether the entry with this key is believed; {@code null} if it is no entry of the region. */
    public @Nullable String recordKeyOf(String key) {
        int end = key.startsWith(prefix + '{') ? key.indexOf("}:", prefix.length()) : -1;
        if (end < 0) {
            return null;
        }
        return fencesKey == null ? key.substring(0, end + 1) : recordKeys.get(0);
    }

    /** Time to live of its records in milliseconds: always more than twice the longest entry's. */
    public long recordTtlMillis() {
        return recordTtlMillis;
    }

    /**
     * The entry with the given id.
     *
     * @param id printable ASCII, equal for equal ids and different for different ones
     */
    public EntryAddress entry(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.US_ASCII));
        int stripe = (int) (crc.getValue() & (STRIPES - 1));
        String key = prefix + '{' + stripe + "}:" + id;
        return new EntryAddress(this, stripe, recordKeys.get(fencesKey == null ? stripe : 0), key);
    }
}
