package io.throughline.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of the cache, taken apart. All parts are as they stand in the key, percent-encoded.
 *
 * <pre>
 * namespace:region:{%region}                       a region's record, where there is no cluster
 * namespace:region:{stripe}                        a stripe's, in a cluster
 * namespace:region:{space}                         a space: a table that cached queries read
 * namespace:region:{stripe}:[role:][@tenant:]id    an entry
 * </pre>
 *
 * @param slice a stripe's number, {@code %region}, or a space's name
 * @param role what the entry is of, if it is not what the region is named after; else {@code ""}
 * @param tenant {@code ""} if there is none
 * @param id {@code ""} in the key of a record
 */
record KeyName(String namespace, String region, String slice, String role, String tenant, String id) {

    static final String ACCEPTED =
            "namespace:region:{%region}, namespace:region:{stripe}, namespace:region:{space} or namespace:region:{stripe}:[role:][@tenant:]id";

    static final String REGION = "%region";
    private static final String FENCES = "%fences";
    private static final Pattern KEY =
            Pattern.compile("([^:]*):([^:]*):\\{([^:{}]+)}(?::(?:([^:@][^:]*):)?(?:@([^:]*):)?([^:]+))?");
    private static final Pattern STRIPE = Pattern.compile("1?\\d?\\d|2[0-4]\\d|25[0-5]");

    /** {@code null} if it is not a key of the cache. */
    static @Nullable KeyName parseIfKnown(String key) {
        try {
            return parse(key);
        } catch (CannotInspectException e) {
            return null;
        }
    }

    /** @throws CannotInspectException if it is not a key of the cache */
    static KeyName parse(String key) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            throw new CannotInspectException("'" + key + "' is not a key of the cache; accepted: " + ACCEPTED);
        }
        KeyName name = new KeyName(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                orEmpty(matcher.group(4)),
                orEmpty(matcher.group(5)),
                orEmpty(matcher.group(6)));
        if (!name.isSlice() && !name.isInStripe()) {
            throw new CannotInspectException("'" + key + "' is an entry's key in the stripe '" + name.slice
                    + "'; accepted: a stripe from 0 to 255");
        }
        return name;
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }

    /** Of a region, a stripe or a space, not of an entry. */
    boolean isSlice() {
        return id.isEmpty();
    }

    boolean isInStripe() {
        return STRIPE.matcher(slice).matches();
    }

    /** {@code stripe 183}, {@code all stripes}, or {@code space orders}. */
    String sliceInWords() {
        return slice.equals(REGION) ? "all stripes" : (isInStripe() ? "stripe " : "space ") + slice;
    }

    /** Where it stands what of the entry, stripe or space is believed. */
    String recordKey(boolean inCluster) {
        return keyOf(isInStripe() && !inCluster ? REGION : slice);
    }

    /** Of the stripes of the region, where there is no cluster. */
    String fencesKey() {
        return keyOf(FENCES);
    }

    /** Of a space of queries. */
    boolean isOfSpace() {
        return isSlice() && !isInStripe() && !slice.equals(REGION) && !isOfFences();
    }

    /** Of a region's fences: no record. */
    boolean isOfFences() {
        return slice.equals(FENCES);
    }

    private String keyOf(String its) {
        return namespace + ":" + region + ":{" + its + "}";
    }

    /** What the entry is of, encoded: the role, or what the region is named after. */
    String roleOrRegion() {
        return role.isEmpty() ? region : role;
    }
}
