package io.throughline.config;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of one session factory's cache, checked.
 *
 * @param location how to reach Redis
 * @param namespace first part of every key
 * @param ttl time to live if nothing more specific is set
 * @param ttlSpread percent by which the time to live of an item is shortened at most, at random
 * @param maxIdle how long an entry lives without a hit, if that ends before its time to live; {@code null}: no limit
 * @param ttlOfKind time to live by what an entry holds
 * @param ttlOfRegion time to live by region; takes precedence over all others
 * @param onFailure what a commit does if its locks cannot be placed
 * @param lockTimeout how long a lock protects
 * @param commandTimeout how long a call waits for Redis
 * @param asyncAfterCommit whether a commit returns before Redis has the new state
 * @param databaseLag how far loaded data may lag behind the primary database; zero: loads come from the primary
 * @param connections how many connections to each server the cache's own client opens
 * @param replicasToAck how many replicas of each master must have the locks before a commit goes on; 0: none
 * @param compressFrom the size in bytes from which entities and collections are compressed; {@link #NEVER_COMPRESS}: never
 * @param near what this node keeps near
 * @param allowedTypes names of classes that bodies may hold in addition to those of the mapping
 * @param sealKeys keys that seal bodies: the first seals, all open. None: bodies are not sealed
 * @param hashIds the key with which ids in Redis keys are hashed; none: ids are written as they are
 */
public record CacheConfiguration(
        RedisLocation location,
        String namespace,
        Duration ttl,
        int ttlSpread,
        @Nullable Duration maxIdle,
        Map<DataKind, Duration> ttlOfKind,
        Map<String, Duration> ttlOfRegion,
        OnFailure onFailure,
        Duration lockTimeout,
        Duration commandTimeout,
        boolean asyncAfterCommit,
        Duration databaseLag,
        int connections,
        int replicasToAck,
        int compressFrom,
        NearConfiguration near,
        Set<String> allowedTypes,
        SecretKeys sealKeys,
        SecretKeys hashIds) {

    /** The value of {@link #compressFrom} if nothing is compressed. */
    public static final int NEVER_COMPRESS = Integer.MAX_VALUE;

    public CacheConfiguration {
        ttlOfKind = Map.copyOf(ttlOfKind);
        ttlOfRegion = Map.copyOf(ttlOfRegion);
        allowedTypes = Set.copyOf(allowedTypes);
    }

    /** Time to live of data of this kind in the region. */
    public Duration ttl(String region, DataKind kind) {
        Duration ofRegion = ttlOfRegion.get(region);
        return ofRegion != null ? ofRegion : ttl(kind);
    }

    /** Time to live of data of this kind if nothing is set for its region. */
    Duration ttl(DataKind kind) {
        return ttlOfKind.getOrDefault(kind, ttl);
    }

    /** The longest time to live that a query's result is ever given, whatever region it is in. */
    public Duration longestQueryTtl() {
        return Stream.concat(Stream.of(ttl(DataKind.QUERY)), ttlOfRegion.values().stream())
                .max(Duration::compareTo)
                .orElse(ttl);
    }

    /** The longest time to live that anything in the region is ever given. */
    public Duration longestTtl(String region) {
        return Stream.of(DataKind.values())
                .map(kind -> ttl(region, kind))
                .max(Duration::compareTo)
                .orElse(ttl);
    }
}
