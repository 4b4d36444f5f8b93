package io.throughline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a region is stored in Redis: the keys of its entries, and of the records that decide which of them are used.
 *
 * <pre>
 * entry          namespace:region:{stripe}:id
 * in a cluster   namespace:region:{stripe}      a record for each stripe
 * elsewhere      namespace:region:{%region}     one for the whole region
 *                namespace:region:{%fences}     the stripes' fences beside it
 * </pre>
 *
 * Because of the braces, an entry and its stripe share a cluster slot, and nothing else of the region does. Without a cluster, one record serves all entries.
 */
public final class RegionAddress {

    /** The number of stripes of a region. */
    public static final int STRIPES = 256;

    private final String prefix;
    private final List<String> recordKeys;
    private final @Nullable String fencesKey;
    private final long recordTtlMillis;
    private final boolean readOnly;

    /**
     * @param namespace already encoded for a key
     * @param region already encoded for a key
     * @param longestTtlMillis the longest time to live of any entry or lock of the region
     * @param readOnly whether everything in it is read-only
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

    /**
     * Twice the longest time to live of an entry, plus a reserve, so that the record's time to live need not be written each time: see save_record in
     * records.lua.
     */
    static long recordTtlMillis(long longestTtlMillis) {
        return longestTtlMillis * 5 / 2;
    }

    /** The keys of the records that decide which entries of the region are used: one, or in a cluster those of all stripes, in order. */
    public List<String> recordKeys() {
        return recordKeys;
    }

    /** A key that exists only if another release, with another layout (records of stripes without a cluster), uses the region. {@code null} in a cluster. */
    public @Nullable String keyOfOtherLayout() {
        return fencesKey == null ? null : prefix + "{0}";
    }

    /** The key of the stripes' fences; {@code null} in a cluster, where each stripe's record has its own. */
    @Nullable
    String fencesKey() {
        return fencesKey;
    }

    /** The common prefix of its keys: <code>namespace:region:</code>. Calls to members name the region by it. */
    public String prefix() {
        return prefix;
    }

    /** Whether everything in it is read-only. A replica, which may lag, may then be read instead of its master. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** A pattern that every key of the region matches (a glob for SCAN). */
    public String keyPattern() {
        return prefix.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "{*";
    }

    /** The key of the record that decides whether the entry with this key is used; {@code null} if it is not an entry of the region. */
    public @Nullable String recordKeyOf(String key) {
        int end = key.startsWith(prefix + '{') ? key.indexOf("}:", prefix.length()) : -1;
        if (end < 0) {
            return null;
        }
        return fencesKey == null ? key.substring(0, end + 1) : recordKeys.get(0);
    }

    /** The time to live of its records in milliseconds: always more than twice the longest time to live of an entry. */
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
