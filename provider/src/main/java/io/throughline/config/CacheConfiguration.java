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
 * @param ttl time to live where nothing more special is set
 * @param ttlSpread percent by which the time to live of an item is shortened at most, at random
 * @param maxIdle entries that nobody hits for so long go earlier; {@code null}: none
 * @param ttlOfKind time to live by what an entry holds
 * @param ttlOfRegion time to live by region, above all others
 * @param onFailure what a commit does whose locks cannot be placed
 * @param lockTimeout how long a lock protects
 * @param commandTimeout how long a call waits for Redis
 * @param asyncAfterCommit whether a commit returns before Redis has the new state
 * @param databaseLag how old what a load shows may be; zero: loads come from the primary database
 * @param connections to each server, of a client of ours
 * @param replicasToAck how many replicas of each master must have the locks before a commit goes on; 0: none
 * @param compressFrom entities and collections of so many bytes or more are compressed; {@link #NEVER_COMPRESS}
 * @param near what this node keeps near
 * @param allowedTypes names of classes that bodies may hold beside those of the mapping
 * @param sealKeys by which bodies are sealed: the first seals, all open. None: bodies are not sealed
 * @param hashIds the key by which ids in Redis' keys are hashed; none: ids are written as they are
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

    /** {@link #compressFrom} where no size is enough. */
    public static final int NEVER_COMPRESS = Integer.MAX_VALUE;

    public CacheConfiguration {
        ttlOfKind = Map.copyOf(ttlOfKind);
        ttlOfRegion = Map.copyOf(ttlOfRegion);
        allowedTypes = Set.copyOf(allowedTypes);
    }

    /** Time to live of what the region keeps of this kind. */
    public Duration ttl(String region, DataKind kind) {
        Duration ofRegion = ttlOfRegion.get(region);
        return ofRegion != null ? ofRegion : ttl(kind);
    }

    /** Time to live of what holds this, where nothing is said of its region. */
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
