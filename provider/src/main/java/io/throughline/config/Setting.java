package io.throughline.config;

import io.throughline.RedisCacheSettings;
import org.jspecify.annotations.Nullable;

/**
 * Every setting: its name, what it accepts, and what is used if it is not set. The reader, error messages and the reference in docs/settings.md all
 * take this from here. The constant in {@link RedisCacheSettings} says what a setting does.
 */
public enum Setting {
    URI(RedisCacheSettings.URI, RedisUri.ACCEPTED, RedisCacheSettings.DEFAULT_URI),
    CONFIG(RedisCacheSettings.CONFIG, "a file or a class path resource"),
    CLIENT(RedisCacheSettings.CLIENT, "a RedissonClient, or the JNDI name of one"),
    NAMESPACE(RedisCacheSettings.NAMESPACE, "a name of at least one character", RedisCacheSettings.DEFAULT_NAMESPACE),
    TTL(RedisCacheSettings.TTL, Durations.ACCEPTED, "1h"),
    ENTITY_TTL(RedisCacheSettings.ENTITY_TTL, Durations.ACCEPTED, TTL),
    COLLECTION_TTL(RedisCacheSettings.COLLECTION_TTL, Durations.ACCEPTED, TTL),
    NATURAL_ID_TTL(RedisCacheSettings.NATURAL_ID_TTL, Durations.ACCEPTED, TTL),
    QUERY_TTL(RedisCacheSettings.QUERY_TTL, Durations.ACCEPTED, TTL),
    /** Its name holds the region's: {@link SettingNames#isOfRegion}. */
    REGION_TTL(RedisCacheSettings.REGION_PREFIX + "<name>" + SettingNames.TTL_OF_REGION, Durations.ACCEPTED),
    NEAR_ENTRIES(RedisCacheSettings.NEAR_ENTRIES, SettingsReader.NEAR_ENTRIES_ACCEPTED, "0"),
    ENTITY_NEAR_ENTRIES(RedisCacheSettings.ENTITY_NEAR_ENTRIES, SettingsReader.NEAR_ENTRIES_ACCEPTED, NEAR_ENTRIES),
    COLLECTION_NEAR_ENTRIES(
            RedisCacheSettings.COLLECTION_NEAR_ENTRIES, SettingsReader.NEAR_ENTRIES_ACCEPTED, NEAR_ENTRIES),
    NATURAL_ID_NEAR_ENTRIES(
            RedisCacheSettings.NATURAL_ID_NEAR_ENTRIES, SettingsReader.NEAR_ENTRIES_ACCEPTED, NEAR_ENTRIES),
    QUERY_NEAR_ENTRIES(RedisCacheSettings.QUERY_NEAR_ENTRIES, SettingsReader.NEAR_ENTRIES_ACCEPTED, NEAR_ENTRIES),
    /** Its name holds the region's: {@link SettingNames#isOfRegion}. */
    REGION_NEAR_ENTRIES(
            RedisCacheSettings.REGION_PREFIX + "<name>" + SettingNames.NEAR_ENTRIES_OF_REGION,
            SettingsReader.NEAR_ENTRIES_ACCEPTED),
    NEAR_LEASE(RedisCacheSettings.NEAR_LEASE, "a duration from 10ms to 1m", "750ms"),
    TTL_SPREAD(RedisCacheSettings.TTL_SPREAD, "a number from 0 to " + SettingsReader.WIDEST_SPREAD, "10"),
    MAX_IDLE(RedisCacheSettings.MAX_IDLE, Durations.ACCEPTED),
    ON_FAILURE(RedisCacheSettings.ON_FAILURE, "bypass, reject", "bypass"),
    AFTER_COMMIT(RedisCacheSettings.AFTER_COMMIT, "sync, async", "sync"),
    LOCK_TIMEOUT(RedisCacheSettings.LOCK_TIMEOUT, Durations.ACCEPTED, "10s"),
    COMMAND_TIMEOUT(RedisCacheSettings.COMMAND_TIMEOUT, Durations.ACCEPTED, "250ms"),
    CONNECTIONS(
            RedisCacheSettings.CONNECTIONS,
            "a number from " + SettingsReader.LEAST_CONNECTIONS + " to " + SettingsReader.MOST_CONNECTIONS,
            "4"),
    REPLICAS_TO_ACK(RedisCacheSettings.REPLICAS_TO_ACK, "a number from 0 to " + SettingsReader.MOST_REPLICAS, "0"),
    DATABASE_LAG(RedisCacheSettings.DATABASE_LAG, Durations.ACCEPTED),
    COMPRESSION(RedisCacheSettings.COMPRESSION, "none, lz4", "none"),
    COMPRESSION_THRESHOLD(RedisCacheSettings.COMPRESSION_THRESHOLD, Sizes.ACCEPTED, "1KB"),
    ALLOWED_TYPES(RedisCacheSettings.ALLOWED_TYPES, "names of classes, separated by commas"),
    SEAL_KEYS(
            RedisCacheSettings.SEAL_KEYS,
            "up to " + SettingsReader.MOST_SEAL_KEYS + " keys, separated by commas: " + SecretKeysReader.ACCEPTED_KEY),
    HASH_IDS(RedisCacheSettings.HASH_IDS, "one key: " + SecretKeysReader.ACCEPTED_KEY);

    private final String key;
    private final String accepted;
    private final @Nullable String byDefault;
    private final @Nullable Setting instead;

    Setting(String key, String accepted) {
        this(key, accepted, null, null);
    }

    Setting(String key, String accepted, String byDefault) {
        this(key, accepted, byDefault, null);
    }

    Setting(String key, String accepted, Setting instead) {
        this(key, accepted, null, instead);
    }

    Setting(String key, String accepted, @Nullable String byDefault, @Nullable Setting instead) {
        this.key = key;
        this.accepted = accepted;
        this.byDefault = byDefault;
        this.instead = instead;
    }

    /** The full name. */
    public String key() {
        return key;
    }

    /** In words. */
    public String accepted() {
        return accepted;
    }

    /** The value that is used if neither this setting nor {@link #instead} is set, in the form in which it would be set; {@code null}: none. */
    public @Nullable String byDefault() {
        return byDefault;
    }

    /** The setting that is used if this one is not set; {@code null}: none. */
    public @Nullable Setting instead() {
        return instead;
    }
}
