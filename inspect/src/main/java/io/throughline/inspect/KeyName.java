package io.throughline.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of the cache, taken apart. All parts are percent-encoded, as they are in the key.
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

    /** Whether it is the key of a region, a stripe or a space, and not of an entry. */
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

    /** The key of the record that decides whether the entry, stripe or space is believed. */
    String recordKey(boolean inCluster) {
        return keyOf(isInStripe() && !inCluster ? REGION : slice);
    }

    /** The key of the fences of the region's stripes, without a cluster. */
    String fencesKey() {
        return keyOf(FENCES);
    }

    /** Whether it belongs to a query space. */
    boolean isOfSpace() {
        return isSlice() && !isInStripe() && !slice.equals(REGION) && !isOfFences();
    }

    /** Whether it holds a region's fences, so that it is not a record. */
    boolean isOfFences() {
        return slice.equals(FENCES);
    }

    private String keyOf(String its) {
        return namespace + ":" + region + ":{" + its + "}";
    }

    /** The encoded name of what the entry is of: the role, or what the region is named after. */
    String roleOrRegion() {
        return role.isEmpty() ? region : role;
    }
}
