package io.throughline.protocol;

/**
 * Where the registry of the near caches' members lies in Redis, and how those who change something and members speak to each other.
 *
 * <pre>
 * namespace:{near}:members          the registry, a hash
 * namespace:{near}:calls            channel on which members are called
 * namespace:{near}:words:node       channel on which a node hears their words
 * </pre>
 *
 * @param registryKey a key: the master that it lies on is home
 * @param callsChannel a channel
 * @param wordsPrefix what the channels of nodes begin with
 */
public record NearAddress(String registryKey, String callsChannel, String wordsPrefix) {

    /** Time to live of the registry if no member renews its lease. */
    static final long TTL_MILLIS = 3_600_000;

    /** @param namespace already encoded for a key */
    public static NearAddress of(String namespace) {
        String prefix = namespace + ":{near}:";
        return new NearAddress(prefix + "members", prefix + "calls", prefix + "words:");
    }

    /** On which the node hears the words of those that it has called. */
    public String wordsChannel(String node) {
        return wordsPrefix + node;
    }
}
