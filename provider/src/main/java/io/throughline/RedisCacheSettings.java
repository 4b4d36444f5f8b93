package io.throughline;

/**
 * The settings of the Redis second-level cache. All of them are optional. Durations carry a unit: {@code 500ms}, {@code 30s},
 * {@code 5m}, {@code 1h}, or ISO {@code PT5M}; a bare number is refused, and so is zero.
 */
public interface RedisCacheSettings {

    /** What all the names begin with. */
    String PREFIX = "hibernate.cache.redis.";

    /**
     * Where Redis is: {@code redis://[[user:]password@]host[:port][/database]} for one server, several {@code host:port} separated by commas for a cluster, {@code
     * redis-sentinel://[[user:]password@]host:port,host:port/master[/database]} for a master by its sentinels; {@code rediss://} and {@code rediss-sentinel://} for TLS.
     * The client made for it is closed with the session factory. Default {@value #DEFAULT_URI}.
     */
    String URI = PREFIX + "uri";

    /** Instead of {@link #URI}: a Redisson YAML configuration, a file or a resource of the class path. */
    String CONFIG = PREFIX + "config";

    /**
     * Instead of {@link #URI}: a {@code org.redisson.api.RedissonClient}, or the JNDI name of one. It is the application's: used, and
     * never shut down.
     */
    String CLIENT = PREFIX + "client";

    /** First part of every key, so that several applications share a Redis. Default {@value #DEFAULT_NAMESPACE}. */
    String NAMESPACE = PREFIX + "namespace";

    /** How long an entry lives in Redis. Default 1h. Safe at any value: losing an entry costs a miss. */
    String TTL = PREFIX + "ttl";

    /** An entry that nobody hits for so long goes before its {@link #TTL}. Default: none. */
    String MAX_IDLE = PREFIX + "max_idle";

    /** {@link #TTL} of entities. */
    String ENTITY_TTL = PREFIX + "entity.ttl";

    /** {@link #TTL} of collections. */
    String COLLECTION_TTL = PREFIX + "collection.ttl";

    /** {@link #TTL} of natural ids. */
    String NATURAL_ID_TTL = PREFIX + "naturalid.ttl";

    /** {@link #TTL} of query results. */
    String QUERY_TTL = PREFIX + "query.ttl";

    /** With a region's name and {@code .ttl} behind it: {@link #TTL} of that region, whatever it holds. */
    String REGION_PREFIX = PREFIX + "region.";

    /**
     * What a commit does whose locks cannot be placed in Redis: {@code bypass} commits without the cache, {@code reject} rolls back.
     * Default {@code bypass}.
     */
    String ON_FAILURE = PREFIX + "on_failure";

    /**
     * When a commit returns: {@code sync}, after Redis has the new state; {@code async}, before: what it wrote are misses until Redis has it,
     * never the old state. Default {@code sync}.
     */
    String AFTER_COMMIT = PREFIX + "after_commit";

    /** How long a lock protects its entry if the writer never comes back, hence how long a commit may take. Default 10s. */
    String LOCK_TIMEOUT = PREFIX + "lock_timeout";

    /** How long a call waits for Redis; a pipeline a little longer for each of its commands. Default 250ms. */
    String COMMAND_TIMEOUT = PREFIX + "command_timeout";

    /**
     * How many replicas of each master must have a commit's locks before it goes on, so that a replica that is promoted knows them. If fewer have them within
     * {@link #COMMAND_TIMEOUT} they count as not placed: {@link #ON_FAILURE}. Default 0.
     */
    String REPLICAS_TO_ACK = PREFIX + "replicas_to_ack";

    /** How far what is loaded may lag behind the primary database: a replica's delay, at most. Default: nothing, loads come from the primary. */
    String DATABASE_LAG = PREFIX + "database_lag";

    /**
     * Classes, separated by commas, whose instances may be stored beside those that the mapping names and the JDK's value types: for
     * attributes of a basic type whose values hold others.
     */
    String ALLOWED_TYPES = PREFIX + "allowed_types";

    /**
     * {@code lz4} compresses the entities and collections from {@link #COMPRESSION_THRESHOLD} on that get smaller by it; it needs the library
     * {@code at.yawk.lz4:lz4-java}. Whatever is set here, nodes read what others compressed as long as they have the library; without it such
     * entries are misses. Default {@code none}.
     */
    String COMPRESSION = PREFIX + "compression";

    /** With {@link #COMPRESSION}: from which size on, {@code 512B}, {@code 4KB}, {@code 1MB}. A bare number is refused. Default 1KB. */
    String COMPRESSION_THRESHOLD = PREFIX + "compression_threshold";

    /** Default of {@link #URI}. */
    String DEFAULT_URI = "redis://127.0.0.1:6379";

    /** Default of {@link #NAMESPACE}. */
    String DEFAULT_NAMESPACE = "hibernate";
}
