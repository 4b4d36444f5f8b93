package io.throughline.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of the cache, taken apart. All parts are as they stand in the key, percent-encoded.
 *
 * <pre>
 * namespace:region:{stripe}                        a stripe
 * namespace:region:{stripe}:[role:][@tenant:]id    an entry
 * </pre>
 *
 * @param role what the entry is of, if it is not what the region is named after; else {@code ""}
 * @param tenant {@code ""} if there is none
 * @param id {@code ""} in the key of a stripe
 */
record KeyName(String namespace, String region, int stripe, String role, String tenant, String id) {

    static final String ACCEPTED = "namespace:region:{stripe} or namespace:region:{stripe}:[role:][@tenant:]id";

    private static final Pattern KEY =
            Pattern.compile("([^:]*):([^:]*):\\{(\\d{1,3})}(?::(?:([^:@][^:]*):)?(?:@([^:]*):)?([^:]+))?");

    /** @throws CannotInspectException if it is not a key of the cache */
    static KeyName parse(String key) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 255) {
            throw new CannotInspectException(
                    "'" + key + "' is not a key of the cache; accepted: " + ACCEPTED + ", with a stripe from 0 to 255");
        }
        return new KeyName(
                matcher.group(1),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                orEmpty(matcher.group(4)),
                orEmpty(matcher.group(5)),
                orEmpty(matcher.group(6)));
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }

    boolean isStripe() {
        return id.isEmpty();
    }

    String stripeKey() {
        return namespace + ":" + region + ":{" + stripe + "}";
    }

    /** What the entry is of, encoded: the role, or what the region is named after. */
    String roleOrRegion() {
        return role.isEmpty() ? region : role;
    }
}
