package io.throughline;

/**
 * The settings of the Redis second-level cache. All of them are optional. Durations carry a unit: {@code 500ms}, {@code 30s},
 * {@code 5m}, {@code 1h}, or ISO {@code PT5M}; a bare number is refused, and so is zero. What each accepts is in docs/settings.md, which is made of this
 * documentation.
 */
public interface RedisCacheSettings {

    /** What all the names begin with. */
    String PREFIX = "hibernate.cache.redis.";

    /**
     * Where Redis is: {@code redis://[[user:]password@]host[:port][/database]} for one server, several {@code host:port} separated by commas for a cluster, {@code
     * redis-sentinel://[[user:]password@]host:port,host:port/master[/database]} for a master by its sentinels; {@code rediss://} and {@code rediss-sentinel://} for TLS.
     * The client made for it is closed with the session factory. Default: {@value #DEFAULT_URI}.
     */
    String URI = PREFIX + "uri";

    /** Instead of {@link #URI}: a Redisson YAML configuration, of any mode. Default: none. */
    String CONFIG = PREFIX + "config";

    /**
     * Instead of {@link #URI}: the application's own {@code org.redisson.api.RedissonClient}, of any mode, or its JNDI name. It is used, and never shut down.
     * In Spring Boot the application's only, or primary, bean is taken by itself. Default: none.
     */
    String CLIENT = PREFIX + "client";

    /** First part of every key: applications that share a Redis need different ones. Default: {@value #DEFAULT_NAMESPACE}. */
    String NAMESPACE = PREFIX + "namespace";

    /** How long an entry lives in Redis. Safe at any value: losing an entry costs a miss. Default: {@code 1h}. */
    String TTL = PREFIX + "ttl";

    /** An entry that nobody hits for so long goes before its {@link #TTL}; a hit moves its end, at most once per half idle time, off the caller's thread. Default: none. */
    String MAX_IDLE = PREFIX + "max_idle";

    /** {@link #TTL} of entities. Default: {@link #TTL}. */
    String ENTITY_TTL = PREFIX + "entity.ttl";

    /** {@link #TTL} of collections. Default: {@link #TTL}. */
    String COLLECTION_TTL = PREFIX + "collection.ttl";

    /** {@link #TTL} of natural ids. Default: {@link #TTL}. */
    String NATURAL_ID_TTL = PREFIX + "naturalid.ttl";

    /** {@link #TTL} of query results. Default: {@link #TTL}. */
    String QUERY_TTL = PREFIX + "query.ttl";

    /**
     * With a region's name and {@code .ttl} or {@code .near_entries} behind it: {@link #TTL} or {@link #NEAR_ENTRIES} of that region, whatever it holds, above all others. A region that is not mapped is refused; with the
     * query cache in use it is said at start, since a query may name it later. Default: none.
     */
    String REGION_PREFIX = PREFIX + "region.";

    /**
     * What a commit does whose locks cannot be placed in Redis: {@code bypass} commits without the cache, {@code reject} rolls back.
     * Default: {@code bypass}.
     */
    String ON_FAILURE = PREFIX + "on_failure";

    /**
     * When a commit returns: {@code sync}, after Redis has the new state; {@code async}, before: what it wrote are misses until Redis has it,
     * never the old state. Default: {@code sync}.
     */
    String AFTER_COMMIT = PREFIX + "after_commit";

    /** How long a lock protects an entry whose writer never comes back, and so how long a commit may take. Default: {@code 10s}. */
    String LOCK_TIMEOUT = PREFIX + "lock_timeout";

    /**
     * How long a call waits for Redis; a pipeline a quarter of a millisecond longer for each key that it names, and as long again if the server has to be taught its
     * scripts. Default: {@code 250ms}.
     */
    String COMMAND_TIMEOUT = PREFIX + "command_timeout";

    /**
     * How many connections to each server the client has that is made for {@link #URI}. Callers share them: replies come in the order of the commands, so that hundreds wait for theirs
     * on one, and more of them are for more of the client's threads and for batches, which keep theirs until they are answered. Not with {@link #CONFIG} or {@link #CLIENT}, which
     * have a setting of their own for that. Default: {@code 4}.
     */
    String CONNECTIONS = PREFIX + "connections";

    /**
     * How many replicas of each master must have a commit's locks before it goes on, so that a replica that is promoted knows them. Fewer within
     * {@link #COMMAND_TIMEOUT}: the locks count as not placed, and {@link #ON_FAILURE} says what then. Default: {@code 0}.
     */
    String REPLICAS_TO_ACK = PREFIX + "replicas_to_ack";

    /** How far what is loaded may lag behind the primary database, where reads go to its replicas. Default: none. */
    String DATABASE_LAG = PREFIX + "database_lag";

    /**
     * Classes that entries may hold beside those that the mapping names and the JDK's value types, for attributes of a basic type whose values hold others; the classes of their
     * fields are allowed with them. An interface, and a class of the JDK whose fields are closed, is refused. Default: none.
     */
    String ALLOWED_TYPES = PREFIX + "allowed_types";

    /**
     * {@code lz4} compresses the entities and collections from {@link #COMPRESSION_THRESHOLD} on that get smaller by it; it needs the library
     * {@code at.yawk.lz4:lz4-java}. Nodes with {@code none} read them too if they have the library; without it they are misses, said once. Default: {@code none}.
     */
    String COMPRESSION = PREFIX + "compression";

    /** From which size on, before compression; only with {@link #COMPRESSION}. Default: {@code 1KB}. */
    String COMPRESSION_THRESHOLD = PREFIX + "compression_threshold";

    /**
     * Keys of 256 bits by which bodies are sealed (AES-GCM), separated by commas: the first seals, all of them open. Nobody without a key can read a body then, make one, or move one to
     * another entry. What that keeps out and what not, and how keys are changed, is in docs/sealing.md. Never shown. Without it bodies are stored as they are. Default: none.
     */
    String SEAL_KEYS = PREFIX + "seal_keys";

    /**
     * A key of 256 bits by which ids in Redis' keys are replaced by a hash. It has to be the same on all nodes that share a namespace, since a node with another one, or none, looks under other
     * keys: it is set, changed and taken away with all nodes stopped, and is none of {@link #SEAL_KEYS}, which change. Never shown. Without it ids are written as they are. Default: none.
     */
    String HASH_IDS = PREFIX + "hash_ids";

    /**
     * Percent of its time to live by which an item's is shortened, at most, each by another part of it, so that what was stored together does not expire
     * together. {@code 0}: all live exactly as long. Default: {@code 10}.
     */
    String TTL_SPREAD = PREFIX + "ttl_spread";

    /**
     * How many entries of each kind a region keeps near: in the heap of this node, which answers from there without a round trip and is never stale (docs/near.md). It needs the
     * library {@code com.github.ben-manes.caffeine:caffeine}. {@code 0}: none. Default: {@code 0}.
     */
    String NEAR_ENTRIES = PREFIX + "near_entries";

    /** {@link #NEAR_ENTRIES} of entities. Default: {@link #NEAR_ENTRIES}. */
    String ENTITY_NEAR_ENTRIES = PREFIX + "entity.near_entries";

    /** {@link #NEAR_ENTRIES} of collections. Default: {@link #NEAR_ENTRIES}. */
    String COLLECTION_NEAR_ENTRIES = PREFIX + "collection.near_entries";

    /** {@link #NEAR_ENTRIES} of natural ids. Default: {@link #NEAR_ENTRIES}. */
    String NATURAL_ID_NEAR_ENTRIES = PREFIX + "naturalid.near_entries";

    /** {@link #NEAR_ENTRIES} of query results. Default: {@link #NEAR_ENTRIES}. */
    String QUERY_NEAR_ENTRIES = PREFIX + "query.near_entries";

    /**
     * How long a node may answer from its near cache without having asked Redis whether it still may, and so how long a commit waits for one that has been killed. The same on all nodes, with a near
     * cache or without. Default: {@code 750ms}.
     */
    String NEAR_LEASE = PREFIX + "near_lease";

    /** Default of {@link #URI}. */
    String DEFAULT_URI = "redis://127.0.0.1:6379";

    /** Default of {@link #NAMESPACE}. */
    String DEFAULT_NAMESPACE = "hibernate";
}
