package io.throughline.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The settings in force, in the form in which they would be written. They hold nothing secret. */
public final class SettingsInForce {

    private record Unit(long millis, String name) {}

    /** The largest first. */
    private static final List<Unit> UNITS = List.of(
            new Unit(86_400_000, "d"),
            new Unit(3_600_000, "h"),
            new Unit(60_000, "m"),
            new Unit(1000, "s"),
            new Unit(1, "ms"));

    private SettingsInForce() {}

    /** Every setting that has a value, by its whole name, in the order of {@link Setting}. */
    public static Map<String, String> of(CacheConfiguration in) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, location(in.location()), in.location());
        put(all, Setting.NAMESPACE, in.namespace());
        put(all, Setting.TTL, text(in.ttl()));
        put(all, Setting.ENTITY_TTL, text(in.ttl(DataKind.ENTITY)));
        put(all, Setting.COLLECTION_TTL, text(in.ttl(DataKind.COLLECTION)));
        put(all, Setting.NATURAL_ID_TTL, text(in.ttl(DataKind.NATURAL_ID)));
        put(all, Setting.QUERY_TTL, text(in.ttl(DataKind.QUERY)));
        in.ttlOfRegion()
                .forEach((region, ttl) -> all.put(Setting.REGION_TTL.key().replace("<name>", region), text(ttl)));
        NearConfiguration near = in.near();
        put(all, Setting.NEAR_ENTRIES, near.entries());
        put(all, Setting.ENTITY_NEAR_ENTRIES, near.entries(DataKind.ENTITY));
        put(all, Setting.COLLECTION_NEAR_ENTRIES, near.entries(DataKind.COLLECTION));
        put(all, Setting.NATURAL_ID_NEAR_ENTRIES, near.entries(DataKind.NATURAL_ID));
        put(all, Setting.QUERY_NEAR_ENTRIES, near.entries(DataKind.QUERY));
        near.ofRegion()
                .forEach((region, entries) ->
                        all.put(Setting.REGION_NEAR_ENTRIES.key().replace("<name>", region), String.valueOf(entries)));
        put(all, Setting.NEAR_LEASE, text(near.lease()));
        put(all, Setting.TTL_SPREAD, in.ttlSpread());
        put(all, Setting.MAX_IDLE, in.maxIdle() == null ? null : text(in.maxIdle()));
        put(all, Setting.ON_FAILURE, in.onFailure().name().toLowerCase(Locale.ROOT));
        put(all, Setting.AFTER_COMMIT, in.asyncAfterCommit() ? "async" : "sync");
        put(all, Setting.LOCK_TIMEOUT, text(in.lockTimeout()));
        put(all, Setting.COMMAND_TIMEOUT, text(in.commandTimeout()));
        put(all, Setting.CONNECTIONS, in.connections());
        put(all, Setting.REPLICAS_TO_ACK, in.replicasToAck());
        put(all, Setting.DATABASE_LAG, in.databaseLag().isZero() ? null : text(in.databaseLag()));
        boolean compresses = in.compressFrom() != CacheConfiguration.NEVER_COMPRESS;
        put(all, Setting.COMPRESSION, compresses ? "lz4" : "none");
        put(all, Setting.COMPRESSION_THRESHOLD, compresses ? in.compressFrom() + "B" : null);
        put(
                all,
                Setting.ALLOWED_TYPES,
                in.allowedTypes().isEmpty() ? null : String.join(", ", new TreeSet<>(in.allowedTypes())));
        put(all, Setting.SEAL_KEYS, in.sealKeys().isEmpty() ? null : hidden(in.sealKeys()));
        put(all, Setting.HASH_IDS, in.hashIds().isEmpty() ? null : hidden(in.hashIds()));
        return all;
    }

    private static String hidden(SecretKeys keys) {
        return "(" + keys + ", not shown)";
    }

    private static Setting location(RedisLocation location) {
        if (location instanceof RedisLocation.Yaml) {
            return Setting.CONFIG;
        }
        return location instanceof RedisLocation.Client || location instanceof RedisLocation.Jndi
                ? Setting.CLIENT
                : Setting.URI;
    }

    private static void put(Map<String, String> all, Setting setting, @Nullable Object value) {
        if (value != null) {
            all.put(setting.key(), value.toString());
        }
    }

    /** A whole number of the largest unit possible. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return UNITS.stream()
                .filter(unit -> millis % unit.millis() == 0)
                .findFirst()
                .map(unit -> millis / unit.millis() + unit.name())
                .orElseThrow();
    }
}
