package io.throughline.redis;

import org.hibernate.cache.CacheException;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisMasterAsync;
import org.redisson.api.redisnode.RedisNodeAsync;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.config.Config;

/** Which servers a client speaks to. This release knows one master. */
final class Topology {

    private Topology() {}

    /** @throws CacheException naming the setting, if the client is configured for anything but one server */
    static void requireSingle(Config config, String setting) {
        if (!config.isSingleConfig()) {
            throw new CacheException(setting + " is configured for "
                    + (config.isClusterConfig()
                            ? "a cluster"
                            : config.isSentinelConfig() ? "Sentinel" : "several servers")
                    + ", which this release does not support yet; accepted: singleServerConfig");
        }
    }

    static RedisNodeAsync onlyMaster(RedissonClient client) {
        RedisMasterAsync master = client.getRedisNodes(RedisNodes.SINGLE).getInstance();
        return master;
    }
}
