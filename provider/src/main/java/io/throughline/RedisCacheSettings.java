package io.throughline;

/**
 * The settings of the Redis second-level cache. All of them are optional. Durations have a unit: {@code 500ms}, {@code 30s},
 * {@code 5m}, {@code 1h}, or ISO {@code PT5M}; a bare number is refused, and so is zero. docs/settings.md, which is generated from this documentation, says what
 * each setting accepts.
 */
public interface RedisCacheSettings {

    /** The common prefix of all setting names. */
    String PREFIX = "hibernate.cache.redis.";

    /**
     * Where Redis is. {@code redis://[[user:]password@]host[:port][/database]} names one server; several {@code host:port} separated by commas
     * name a cluster; {@code redis-sentinel://[[user:]password@]host:port,host:port/master[/database]} names a master by its sentinels.
     * {@code rediss://} and {@code rediss-sentinel://} use TLS. The cache makes a client for this address, and closes it with the session factory.
     * Default: {@value #DEFAULT_URI}.
     */
    String URI = PREFIX + "uri";

    /** Instead of {@link #URI}: a Redisson YAML configuration, for any topology. Default: none. */
    String CONFIG = PREFIX + "config";

    /**
     * Instead of {@link #URI}: the application's own {@code org.redisson.api.RedissonClient}, for any topology, or its JNDI name. The cache uses
     * the client and never shuts it down. With Spring Boot, the application's only or primary client bean is used without this setting. Default:
     * none.
     */
    String CLIENT = PREFIX + "client";

    /** The first part of every key. Applications that share a Redis need different namespaces. Default: {@value #DEFAULT_NAMESPACE}. */
    String NAMESPACE = PREFIX + "namespace";

    /** How long an entry lives in Redis. Any value is safe: losing an entry costs a miss. Default: {@code 1h}. */
    String TTL = PREFIX + "ttl";

    /**
     * How long an entry lives without a hit, if that ends before its {@link #TTL}. A hit extends the entry's life, at most once per half idle
     * time, and off the caller's thread. Default: none.
     */
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
     * Followed by a region's name and {@code .ttl} or {@code .near_entries}: {@link #TTL} or {@link #NEAR_ENTRIES} of that region, whatever it
     * holds. It takes precedence over all other settings. A region that is not mapped is refused. With the query cache in use it is only warned
     * about at startup, because a query may still name it. Default: none.
     */
    String REGION_PREFIX = PREFIX + "region.";

    /**
     * What a commit does if its locks cannot be placed in Redis: {@code bypass} commits without the cache, {@code reject} rolls back. Default:
     * {@code bypass}.
     */
    String ON_FAILURE = PREFIX + "on_failure";

    /**
     * When a commit returns: with {@code sync} after Redis has the new state, with {@code async} before. With {@code async}, what the commit wrote
     * is a miss until Redis has it; the old state is never shown. Default: {@code sync}.
     */
    String AFTER_COMMIT = PREFIX + "after_commit";

    /** How long a lock protects an entry if its writer never comes back. It is also how long a commit may take. Default: {@code 10s}. */
    String LOCK_TIMEOUT = PREFIX + "lock_timeout";

    /**
     * How long a call waits for Redis. A pipeline may wait a quarter of a millisecond longer for each key that it names, and twice as long in all
     * if the server first has to be sent the scripts. Default: {@code 250ms}.
     */
    String COMMAND_TIMEOUT = PREFIX + "command_timeout";

    /**
     * How many connections to each server are opened by the client that is made for {@link #URI}. Callers share them: replies come in the order of
     * the commands, so hundreds of callers can wait on one connection. More connections help nodes whose threads keep more than two processors busy with Redis, and
     * batches, which keep a connection to themselves until they are answered. Not for {@link #CONFIG} or {@link #CLIENT}, where Redisson's own
     * settings apply. Default: {@code 4}.
     */
    String CONNECTIONS = PREFIX + "connections";

    /**
     * How many replicas of each master must have a commit's locks before the commit goes on, so that a replica that is promoted knows the locks.
     * If fewer acknowledge within {@link #COMMAND_TIMEOUT}, the locks count as not placed, and {@link #ON_FAILURE} decides. Default: {@code 0}.
     */
    String REPLICAS_TO_ACK = PREFIX + "replicas_to_ack";

    /** How far loaded data may lag behind the primary database, if reads go to database replicas. Default: none. */
    String DATABASE_LAG = PREFIX + "database_lag";

    /**
     * Classes that entries may hold, in addition to the classes that the mapping names and the JDK's value types. They are needed for attributes
     * of a basic type whose values hold other objects. The classes of their fields are allowed too. Interfaces, and JDK classes whose fields are
     * not accessible, are refused. Default: none.
     */
    String ALLOWED_TYPES = PREFIX + "allowed_types";

    /**
     * {@code lz4} compresses entities and collections of at least {@link #COMPRESSION_THRESHOLD} if that makes them smaller. It needs the library
     * {@code at.yawk.lz4:lz4-java}. A node with {@code none} reads compressed entries too if it has the library; without it they are misses, which
     * is logged once. Default: {@code none}.
     */
    String COMPRESSION = PREFIX + "compression";

    /** The size from which entries are compressed, measured before compression. Only used with {@link #COMPRESSION}. Default: {@code 1KB}. */
    String COMPRESSION_THRESHOLD = PREFIX + "compression_threshold";

    /**
     * 256-bit keys that seal bodies (AES-GCM), separated by commas. The first key seals; all of them open. Without a key, nobody can read a body,
     * forge one, or move one to another entry. docs/sealing.md explains what this protects against and how to change keys. The keys are never
     * shown. If this is not set, bodies are stored as they are. Default: none.
     */
    String SEAL_KEYS = PREFIX + "seal_keys";

    /**
     * A 256-bit key. Ids in Redis keys are replaced by a hash made with it. It must be the same on all nodes that share a namespace, because a
     * node with another key, or none, looks under other Redis keys. To set, change or remove it, stop all nodes first. Do not use one of
     * {@link #SEAL_KEYS}, since those change. The key is never shown. If this is not set, ids are written as they are. Default: none.
     */
    String HASH_IDS = PREFIX + "hash_ids";

    /**
     * By how many percent the time to live of an item is shortened at most. Each item gets a random part of it, so that items stored together do
     * not expire together. {@code 0}: every item lives its full time. Default: {@code 10}.
     */
    String TTL_SPREAD = PREFIX + "ttl_spread";

    /**
     * How many entries of each kind a region keeps near, that is, in this node's heap. The node answers from there without a round trip, and never
     * with a stale state (docs/near.md). It needs the library {@code com.github.ben-manes.caffeine:caffeine}. {@code 0}: none. Default: {@code 0}.
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
     * How long a commit waits for a node with a near cache that was killed. A node may answer from its near cache for nine elevenths of this time after
     * it last asked Redis whether it still may. It must be the same on all nodes, with or without a near cache. Default: {@code 750ms}.
     */
    String NEAR_LEASE = PREFIX + "near_lease";

    /** Default of {@link #URI}. */
    String DEFAULT_URI = "redis://127.0.0.1:6379";

    /** Default of {@link #NAMESPACE}. */
    String DEFAULT_NAMESPACE = "hibernate";
}
