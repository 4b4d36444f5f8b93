package io.throughline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a region lies in Redis: the names of its stripes and entries.
 *
 * <pre>
 * stripe key   namespace:region:{stripe}
 * entry key    namespace:region:{stripe}:id
 * </pre>
 *
 * The braces make an entry and its stripe share a cluster slot.
 */
public final class RegionAddress {

    /** A stripe is one of so many slices of a region. */
    public static final int STRIPES = 256;

    private final String prefix;
    private final List<String> stripeKeys;
    private final long stripeTtlMillis;
    private final boolean readOnly;

    /**
     * @param namespace already encoded for a key
     * @param region already encoded for a key
     * @param longestTtlMillis the longest time to live that an entry or a lock of the region is ever given
     */
    public RegionAddress(String namespace, String region, long longestTtlMillis) {
        this(namespace, region, longestTtlMillis, false);
    }

    /** @param readOnly whether nothing in it is ever updated */
    public RegionAddress(String namespace, String region, long longestTtlMillis, boolean readOnly) {
        this.readOnly = readOnly;
        this.prefix = namespace + ':' + region + ':';
        this.stripeKeys = IntStream.range(0, STRIPES)
                .mapToObj(stripe -> prefix + '{' + stripe + '}')
                .toList();
        this.stripeTtlMillis = stripeTtlMillis(longestTtlMillis);
    }

    /** Twice the longest entry's, and a reserve, so that it need not be written each time: see save_stripe in records.lua. */
    static long stripeTtlMillis(long longestTtlMillis) {
        return longestTtlMillis * 5 / 2;
    }

    /** The keys of all stripes, in order. */
    public List<String> stripeKeys() {
        return stripeKeys;
    }

    /** Whether nothing in it is ever updated: then a replica, which may lag, is as good to read from as its master. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Every key of the region matches it (glob, as SCAN wants it). */
    public String keyPattern() {
        return prefix.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "{*";
    }

    /** The key of the stripe that the entry with this key lies in; {@code null} if it is no entry of the region. */
    public @Nullable String stripeKeyOf(String key) {
        int end = key.startsWith(prefix + '{') ? key.indexOf("}:", prefix.length()) : -1;
        return end < 0 ? null : key.substring(0, end + 1);
    }

    /** Time to live of a stripe in milliseconds: always more than twice the longest entry's. */
    public long stripeTtlMillis() {
        return stripeTtlMillis;
    }

    /**
     * The entry with the given id.
     *
     * @param id printable ASCII, equal for equal ids and different for different ones
     */
    public EntryAddress entry(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.US_ASCII));
        String stripeKey = stripeKeys.get((int) (crc.getValue() & (STRIPES - 1)));
        return new EntryAddress(this, stripeKey, stripeKey + ':' + id);
    }
}
