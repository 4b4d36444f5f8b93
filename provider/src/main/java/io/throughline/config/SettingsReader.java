package io.throughline.config;

import static io.throughline.RedisCacheSettings.*;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the {@link CacheConfiguration} of what Hibernate was configured with. */
public final class SettingsReader {

    private static final Duration DEFAULT_TTL = Duration.ofHours(1);
    private static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofMillis(250);

    private static final int MOST_REPLICAS = 100;
    private static final int DEFAULT_COMPRESSION_THRESHOLD = 1024;

    private final Map<String, Object> values = new HashMap<>();

    private SettingsReader(Map<String, Object> configuration) {
        configuration.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                SettingNames.requireKnown(name);
                values.put(name, value);
            }
        });
    }

    /**
     * @param configuration all of Hibernate's settings; those of others are passed over
     * @throws InvalidSettingException if one of ours is unknown, malformed, in conflict with another or not built yet
     */
    public static CacheConfiguration read(Map<String, Object> configuration) {
        return new SettingsReader(configuration).configuration();
    }

    private CacheConfiguration configuration() {
        Duration ttl = duration(TTL, DEFAULT_TTL);
        return new CacheConfiguration(
                location(),
                namespace(),
                ttl,
                values.get(MAX_IDLE) == null ? null : Durations.parse(MAX_IDLE, values.get(MAX_IDLE)),
                ttlOfKind(ttl),
                ttlOfRegion(),
                onFailure(),
                duration(LOCK_TIMEOUT, DEFAULT_LOCK_TIMEOUT),
                duration(COMMAND_TIMEOUT, DEFAULT_COMMAND_TIMEOUT),
                asyncAfterCommit(),
                duration(DATABASE_LAG, Duration.ZERO),
                replicasToAck(),
                compressFrom(),
                allowedTypes());
    }

    private Duration duration(String setting, Duration byDefault) {
        Object value = values.get(setting);
        return value == null ? byDefault : Durations.parse(setting, value);
    }

    private RedisLocation location() {
        Object uri = values.get(URI);
        Object config = values.get(CONFIG);
        Object client = values.get(CLIENT);
        exclude(URI, uri, CONFIG, config);
        exclude(URI, uri, CLIENT, client);
        exclude(CONFIG, config, CLIENT, client);
        if (config != null) {
            return new RedisLocation.Yaml(text(CONFIG, config, "a file or a resource of the class path"));
        }
        if (client instanceof String) {
            return new RedisLocation.Jndi(text(CLIENT, client, "a RedissonClient, or the JNDI name of one"));
        }
        if (client != null) {
            return new RedisLocation.Client(client);
        }
        return RedisUri.parse(uri == null ? DEFAULT_URI : uri.toString());
    }

    private static void exclude(String one, @Nullable Object value, String other, @Nullable Object otherValue) {
        if (value != null && otherValue != null) {
            throw InvalidSettingException.conflict(one, other);
        }
    }

    private String namespace() {
        Object value = values.get(NAMESPACE);
        return value == null ? DEFAULT_NAMESPACE : text(NAMESPACE, value, "a name of at least one letter");
    }

    private static String text(String setting, Object value, String accepted) {
        String text = value.toString().strip();
        if (text.isEmpty()) {
            throw new InvalidSettingException(setting, value, accepted);
        }
        return text;
    }

    private Map<DataKind, Duration> ttlOfKind(Duration ttl) {
        Map<DataKind, Duration> ttls = new EnumMap<>(DataKind.class);
        ttls.put(DataKind.ENTITY, duration(ENTITY_TTL, ttl));
        ttls.put(DataKind.COLLECTION, duration(COLLECTION_TTL, ttl));
        ttls.put(DataKind.NATURAL_ID, duration(NATURAL_ID_TTL, ttl));
        ttls.put(DataKind.QUERY, duration(QUERY_TTL, ttl));
        return ttls;
    }

    private Map<String, Duration> ttlOfRegion() {
        Map<String, Duration> ttls = new HashMap<>();
        values.forEach((name, value) -> {
            if (SettingNames.isRegionTtl(name)) {
                ttls.put(SettingNames.regionOf(name), Durations.parse(name, value));
            }
        });
        return ttls;
    }

    private OnFailure onFailure() {
        Object value = values.get(ON_FAILURE);
        if (value == null) {
            return OnFailure.BYPASS;
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "bypass" -> OnFailure.BYPASS;
            case "reject" -> OnFailure.REJECT;
            default -> throw new InvalidSettingException(ON_FAILURE, value, "bypass, reject");
        };
    }

    private boolean asyncAfterCommit() {
        Object value = values.get(AFTER_COMMIT);
        if (value == null) {
            return false;
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "sync" -> false;
            case "async" -> true;
            default -> throw new InvalidSettingException(AFTER_COMMIT, value, "sync, async");
        };
    }

    private int replicasToAck() {
        Object value = values.get(REPLICAS_TO_ACK);
        try {
            int replicas = value == null ? 0 : Integer.parseInt(value.toString().strip());
            if (replicas >= 0 && replicas <= MOST_REPLICAS) {
                return replicas;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidSettingException(REPLICAS_TO_ACK, value, "a number from 0 to " + MOST_REPLICAS);
    }

    private int compressFrom() {
        Object method = values.get(COMPRESSION);
        Object threshold = values.get(COMPRESSION_THRESHOLD);
        String name = method == null ? "none" : method.toString().strip().toLowerCase(Locale.ROOT);
        switch (name) {
            case "none" -> {
                if (threshold != null) {
                    throw new InvalidSettingException(
                            COMPRESSION_THRESHOLD, threshold, "no threshold without " + COMPRESSION + "=lz4");
                }
                return CacheConfiguration.NEVER_COMPRESS;
            }
            case "lz4" -> {
                return threshold == null
                        ? DEFAULT_COMPRESSION_THRESHOLD
                        : Sizes.parse(COMPRESSION_THRESHOLD, threshold);
            }
            default -> throw new InvalidSettingException(COMPRESSION, method, "none, lz4");
        }
    }

    private Set<String> allowedTypes() {
        Object value = values.get(ALLOWED_TYPES);
        Set<String> names = new HashSet<>();
        if (value != null) {
            Arrays.stream(value.toString().split("[,\\s]+"))
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        return names;
    }
}
