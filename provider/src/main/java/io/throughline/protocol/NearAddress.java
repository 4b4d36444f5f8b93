package io.throughline.protocol;

/**
 * Where the registry of the near cache's members is in Redis, and on which channels writers and members talk to each other.
 *
 * <pre>
 * namespace:{near}:members          the registry, a hash
 * namespace:{near}:calls            channel on which members are called
 * namespace:{near}:words:node       channel on which a node hears their words
 * </pre>
 *
 * @param registryKey a key; its master is home
 * @param callsChannel a channel
 * @param wordsPrefix the common prefix of the nodes' channels
 */
public record NearAddress(String registryKey, String callsChannel, String wordsPrefix) {

    /** Time to live of the registry if no member renews its lease. */
    static final long TTL_MILLIS = 3_600_000;

    /** @param namespace already encoded for a key */
    public static NearAddress of(String namespace) {
        String prefix = namespace + ":{near}:";
        return new NearAddress(prefix + "members", prefix + "calls", prefix + "words:");
    }

    /** The channel on which the node hears the words of the members that it has called. */
    public String wordsChannel(String node) {
        return wordsPrefix + node;
    }
}
