package io.throughline.config;

import static io.throughline.RedisCacheSettings.PREFIX;
import static io.throughline.config.Setting.*;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the {@link CacheConfiguration} from Hibernate's settings. */
public final class SettingsReader {

    /** A heartbeat occupies one connection until it is answered. */
    static final int LEAST_CONNECTIONS = 2;

    /** With more connections, Redisson would give each to one caller at a time. */
    static final int MOST_CONNECTIONS = 9;

    static final int MOST_REPLICAS = 100;
    static final int WIDEST_SPREAD = 90;
    static final int MOST_SEAL_KEYS = 8;
    static final int MOST_NEAR_ENTRIES = 100_000_000;
    static final String NEAR_ENTRIES_ACCEPTED = "a number from 0 to " + MOST_NEAR_ENTRIES;

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(10);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(1);

    private static final Pattern CLASS_NAME = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
            + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");

    private final Map<String, Object> values = new HashMap<>();
    private final UnaryOperator<@Nullable String> environment;

    private SettingsReader(Map<String, Object> configuration, UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
        configuration.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                SettingNames.requireKnown(name);
                values.put(name, value);
            }
        });
    }

    /**
     * @param configuration all of Hibernate's settings; settings of others are ignored
     * @throws InvalidSettingException if a setting of the cache is unknown, malformed, or in conflict with another
     */
    public static CacheConfiguration read(Map<String, Object> configuration) {
        return read(configuration, System::getenv);
    }

    /** @param environment of the process, by name */
    static CacheConfiguration read(Map<String, Object> configuration, UnaryOperator<@Nullable String> environment) {
        return new SettingsReader(configuration, environment).configuration();
    }

    private CacheConfiguration configuration() {
        SecretKeys sealKeys = keys(SEAL_KEYS, MOST_SEAL_KEYS);
        return new CacheConfiguration(
                location(),
                text(NAMESPACE, set(NAMESPACE)),
                duration(TTL),
                number(TTL_SPREAD, 0, WIDEST_SPREAD),
                optionalDuration(MAX_IDLE),
                ttlOfKind(),
                ttlOfRegion(),
                onFailure(),
                duration(LOCK_TIMEOUT),
                duration(COMMAND_TIMEOUT),
                asyncAfterCommit(),
                databaseLag(),
                connections(),
                number(REPLICAS_TO_ACK, 0, MOST_REPLICAS),
                compressFrom(),
                near(),
                allowedTypes(),
                sealKeys,
                hashIds(sealKeys));
    }

    /** As the application has set it. */
    private @Nullable Object given(Setting setting) {
        return values.get(setting.key());
    }

    /** As the application has set it, or by default. */
    private Object set(Setting setting) {
        Object given = given(setting);
        return given != null ? given : Objects.requireNonNull(setting.byDefault(), setting.key());
    }

    private Duration duration(Setting setting) {
        Setting instead = setting.instead();
        return instead != null && given(setting) == null
                ? duration(instead)
                : Durations.parse(setting.key(), set(setting));
    }

    private @Nullable Duration optionalDuration(Setting setting) {
        Object value = given(setting);
        return value == null ? null : Durations.parse(setting.key(), value);
    }

    private Duration databaseLag() {
        Duration lag = optionalDuration(DATABASE_LAG);
        return lag == null ? Duration.ZERO : lag;
    }

    private RedisLocation location() {
        Object config = given(CONFIG);
        Object client = given(CLIENT);
        exclude(URI, CONFIG);
        exclude(URI, CLIENT);
        exclude(CONFIG, CLIENT);
        if (config != null) {
            return new RedisLocation.Yaml(text(CONFIG, config));
        }
        if (client instanceof String) {
            return new RedisLocation.Jndi(text(CLIENT, client));
        }
        if (client != null) {
            return new RedisLocation.Client(client);
        }
        return RedisUri.parse(set(URI).toString());
    }

    private void exclude(Setting one, Setting other) {
        if (given(one) != null && given(other) != null) {
            throw InvalidSettingException.conflict(one, other);
        }
    }

    private static String text(Setting setting, Object value) {
        String text = value.toString().strip();
        if (text.isEmpty()) {
            throw new InvalidSettingException(setting, value);
        }
        return text;
    }

    private Map<DataKind, Duration> ttlOfKind() {
        Map<DataKind, Duration> ttls = new EnumMap<>(DataKind.class);
        ttls.put(DataKind.ENTITY, duration(ENTITY_TTL));
        ttls.put(DataKind.COLLECTION, duration(COLLECTION_TTL));
        ttls.put(DataKind.NATURAL_ID, duration(NATURAL_ID_TTL));
        ttls.put(DataKind.QUERY, duration(QUERY_TTL));
        return ttls;
    }

    private Map<String, Duration> ttlOfRegion() {
        Map<String, Duration> ttls = new HashMap<>();
        values.forEach((name, value) -> {
            if (SettingNames.isOfRegion(name, SettingNames.TTL_OF_REGION)) {
                ttls.put(SettingNames.regionOf(name, SettingNames.TTL_OF_REGION), Durations.parse(name, value));
            }
        });
        return ttls;
    }

    private NearConfiguration near() {
        Map<DataKind, Integer> ofKind = new EnumMap<>(DataKind.class);
        ofKind.put(DataKind.ENTITY, nearEntries(ENTITY_NEAR_ENTRIES));
        ofKind.put(DataKind.COLLECTION, nearEntries(COLLECTION_NEAR_ENTRIES));
        ofKind.put(DataKind.NATURAL_ID, nearEntries(NATURAL_ID_NEAR_ENTRIES));
        ofKind.put(DataKind.QUERY, nearEntries(QUERY_NEAR_ENTRIES));
        Map<String, Integer> ofRegion = new HashMap<>();
        values.forEach((name, value) -> {
            if (SettingNames.isOfRegion(name, SettingNames.NEAR_ENTRIES_OF_REGION)) {
                ofRegion.put(
                        SettingNames.regionOf(name, SettingNames.NEAR_ENTRIES_OF_REGION),
                        number(name, value, REGION_NEAR_ENTRIES, 0, MOST_NEAR_ENTRIES));
            }
        });
        Duration lease = duration(NEAR_LEASE);
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new InvalidSettingException(NEAR_LEASE, set(NEAR_LEASE));
        }
        return new NearConfiguration(number(NEAR_ENTRIES, 0, MOST_NEAR_ENTRIES), ofKind, ofRegion, lease);
    }

    private int nearEntries(Setting ofKind) {
        return number(given(ofKind) == null ? NEAR_ENTRIES : ofKind, 0, MOST_NEAR_ENTRIES);
    }

    private String choice(Setting setting) {
        return set(setting).toString().strip().toLowerCase(Locale.ROOT);
    }

    private OnFailure onFailure() {
        return switch (choice(ON_FAILURE)) {
            case "bypass" -> OnFailure.BYPASS;
            case "reject" -> OnFailure.REJECT;
            default -> throw new InvalidSettingException(ON_FAILURE, set(ON_FAILURE));
        };
    }

    private boolean asyncAfterCommit() {
        return switch (choice(AFTER_COMMIT)) {
            case "sync" -> false;
            case "async" -> true;
            default -> throw new InvalidSettingException(AFTER_COMMIT, set(AFTER_COMMIT));
        };
    }

    private int number(Setting setting, int least, int most) {
        return number(setting.key(), set(setting), setting, least, most);
    }

    private static int number(String name, Object value, Setting setting, int least, int most) {
        try {
            int number = Integer.parseInt(value.toString().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new InvalidSettingException(name, value, setting.accepted());
    }

    private int connections() {
        exclude(CONNECTIONS, CONFIG);
        exclude(CONNECTIONS, CLIENT);
        return number(CONNECTIONS, LEAST_CONNECTIONS, MOST_CONNECTIONS);
    }

    private int compressFrom() {
        Object threshold = given(COMPRESSION_THRESHOLD);
        switch (choice(COMPRESSION)) {
            case "none" -> {
                if (threshold != null) {
                    throw new InvalidSettingException(
                            COMPRESSION_THRESHOLD.key(),
                            threshold,
                            "no threshold without " + COMPRESSION.key() + "=lz4");
                }
                return CacheConfiguration.NEVER_COMPRESS;
            }
            case "lz4" -> {
                return Sizes.parse(COMPRESSION_THRESHOLD.key(), set(COMPRESSION_THRESHOLD));
            }
            default -> throw new InvalidSettingException(COMPRESSION, set(COMPRESSION));
        }
    }

    private SecretKeys keys(Setting setting, int most) {
        return SecretKeysReader.read(setting, given(setting), most, environment);
    }

    private SecretKeys hashIds(SecretKeys sealKeys) {
        SecretKeys key = keys(HASH_IDS, 1);
        if (key.keys().stream().anyMatch(sealKeys.keys()::contains)) {
            throw InvalidSettingException.hiding(
                    HASH_IDS, "holds one of the keys of " + SEAL_KEYS.key() + "; those change, and this key must not");
        }
        return key;
    }

    private Set<String> allowedTypes() {
        Object value = given(ALLOWED_TYPES);
        Set<String> names = new HashSet<>();
        if (value != null) {
            Arrays.stream(value.toString().split("[,\\s]+"))
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        if (!names.stream().allMatch(name -> CLASS_NAME.matcher(name).matches())) {
            throw new InvalidSettingException(ALLOWED_TYPES, value);
        }
        return names;
    }
}
