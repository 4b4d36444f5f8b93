package io.throughline.protocol;

/**
 * Where the record of a query space (a table on which query results depend) is in Redis. The record is that of a region without entries:
 * born is the space's last change, its closers are the marks of transactions that are about to change it.
 *
 * <pre>namespace:region:{space}</pre>
 *
 * @param name the space, as Hibernate names it
 * @param key its Redis key
 * @param ttlMillis time to live of the record: always more than twice the longest query result's
 */
public record SpaceAddress(String name, String key, long ttlMillis) {

    /**
     * @param namespace already encoded for a key
     * @param region the region of the spaces, already encoded for a key
     * @param space already encoded for a key
     * @param longestTtlMillis the longest time to live of any query result
     */
    public static SpaceAddress of(String namespace, String region, String name, String space, long longestTtlMillis) {
        return new SpaceAddress(
                name, namespace + ':' + region + ":{" + space + '}', RegionAddress.recordTtlMillis(longestTtlMillis));
    }
}
