package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.RedisCacheSettings;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for all settings: the list is that of the public constants, defaults are what they would be if set, and a bad value is told what is accepted. */
class EverySettingTest {

    private static final Map<Setting, Object> BAD = new EnumMap<>(Map.ofEntries(
            Map.entry(Setting.URI, "http://localhost"),
            Map.entry(Setting.CONFIG, " "),
            Map.entry(Setting.CLIENT, " "),
            Map.entry(Setting.NAMESPACE, " "),
            Map.entry(Setting.TTL, "60"),
            Map.entry(Setting.ENTITY_TTL, "0s"),
            Map.entry(Setting.COLLECTION_TTL, "soon"),
            Map.entry(Setting.NATURAL_ID_TTL, 60),
            Map.entry(Setting.QUERY_TTL, "5min"),
            Map.entry(Setting.REGION_TTL, "-5m"),
            Map.entry(Setting.NEAR_ENTRIES, "many"),
            Map.entry(Setting.ENTITY_NEAR_ENTRIES, "-1"),
            Map.entry(Setting.COLLECTION_NEAR_ENTRIES, "1k"),
            Map.entry(Setting.NATURAL_ID_NEAR_ENTRIES, "100000001"),
            Map.entry(Setting.QUERY_NEAR_ENTRIES, "all"),
            Map.entry(Setting.REGION_NEAR_ENTRIES, "1.5"),
            Map.entry(Setting.NEAR_LEASE, "5ms"),
            Map.entry(Setting.TTL_SPREAD, "10%"),
            Map.entry(Setting.MAX_IDLE, "4000d"),
            Map.entry(Setting.ON_FAILURE, "ignore"),
            Map.entry(Setting.AFTER_COMMIT, "later"),
            Map.entry(Setting.LOCK_TIMEOUT, "10"),
            Map.entry(Setting.COMMAND_TIMEOUT, "quick"),
            Map.entry(Setting.CONNECTIONS, "16"),
            Map.entry(Setting.REPLICAS_TO_ACK, "all"),
            Map.entry(Setting.DATABASE_LAG, "2"),
            Map.entry(Setting.COMPRESSION, "zip"),
            Map.entry(Setting.COMPRESSION_THRESHOLD, "1024"),
            Map.entry(Setting.ALLOWED_TYPES, "java.util.List<String>"),
            Map.entry(Setting.SEAL_KEYS, "c2hvcnQ="),
            Map.entry(Setting.HASH_IDS, "hush")));

    /** None is what counts where nothing is set. */
    private static final Map<Setting, String> GOOD = new EnumMap<>(Map.ofEntries(
            Map.entry(Setting.URI, "redis://other:6380"),
            Map.entry(Setting.CONFIG, "redisson.yaml"),
            Map.entry(Setting.CLIENT, "java:app/redisson"),
            Map.entry(Setting.NAMESPACE, "other"),
            Map.entry(Setting.TTL, "2h"),
            Map.entry(Setting.ENTITY_TTL, "3h"),
            Map.entry(Setting.COLLECTION_TTL, "4h"),
            Map.entry(Setting.NATURAL_ID_TTL, "5h"),
            Map.entry(Setting.QUERY_TTL, "6h"),
            Map.entry(Setting.REGION_TTL, "7h"),
            Map.entry(Setting.NEAR_ENTRIES, "1"),
            Map.entry(Setting.ENTITY_NEAR_ENTRIES, "2"),
            Map.entry(Setting.COLLECTION_NEAR_ENTRIES, "3"),
            Map.entry(Setting.NATURAL_ID_NEAR_ENTRIES, "4"),
            Map.entry(Setting.QUERY_NEAR_ENTRIES, "5"),
            Map.entry(Setting.REGION_NEAR_ENTRIES, "6"),
            Map.entry(Setting.NEAR_LEASE, "2s"),
            Map.entry(Setting.TTL_SPREAD, "20"),
            Map.entry(Setting.MAX_IDLE, "5m"),
            Map.entry(Setting.ON_FAILURE, "reject"),
            Map.entry(Setting.AFTER_COMMIT, "async"),
            Map.entry(Setting.LOCK_TIMEOUT, "11s"),
            Map.entry(Setting.COMMAND_TIMEOUT, "251ms"),
            Map.entry(Setting.CONNECTIONS, "5"),
            Map.entry(Setting.REPLICAS_TO_ACK, "1"),
            Map.entry(Setting.DATABASE_LAG, "2s"),
            Map.entry(Setting.COMPRESSION, "lz4"),
            Map.entry(Setting.COMPRESSION_THRESHOLD, "2000B"),
            Map.entry(Setting.ALLOWED_TYPES, "a.A, b.B, c.C, d.D, e.E, f.F"),
            Map.entry(Setting.SEAL_KEYS, key(1)),
            Map.entry(Setting.HASH_IDS, key(2))));

    /** Whose values no message repeats. */
    private static final Set<Setting> SECRETS = Set.of(Setting.SEAL_KEYS, Setting.HASH_IDS);

    @Test
    void theListIsThatOfTheConstants() {
        Set<String> constants = Arrays.stream(RedisCacheSettings.class.getFields())
                .filter(field -> !field.getName().startsWith("DEFAULT_"))
                .map(EverySettingTest::value)
                .filter(value -> !value.equals(RedisCacheSettings.PREFIX))
                .flatMap(value -> value.equals(RedisCacheSettings.REGION_PREFIX)
                        ? Stream.of(Setting.REGION_TTL.key(), Setting.REGION_NEAR_ENTRIES.key())
                        : Stream.of(value))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Arrays.stream(Setting.values()).map(Setting::key)).containsExactlyInAnyOrderElementsOf(constants);
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadValueIsToldWhatIsAccepted(Setting setting) {
        Object bad = BAD.get(setting);
        assertThat(bad).as("a bad value of %s", setting.key()).isNotNull();
        Map<String, Object> settings = neededBy(setting);
        String name = name(setting);
        settings.put(name, bad);
        if (SECRETS.contains(setting)) {
            assertThatThrownBy(() -> SettingsReader.read(settings))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(name)
                    .hasMessageNotContaining(bad.toString())
                    .hasMessageContaining("accepted: " + setting.accepted());
            return;
        }
        assertThatThrownBy(() -> SettingsReader.read(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(name)
                .hasMessageContaining(setting == Setting.URI ? "the scheme 'http'" : "='" + bad + "'")
                .hasMessageContaining("accepted: " + setting.accepted());
    }

    /** What has to be set as well, so that the setting is looked at. */
    private static Map<String, Object> neededBy(Setting setting) {
        Map<String, Object> settings = new HashMap<>();
        if (setting == Setting.COMPRESSION_THRESHOLD) {
            settings.put(Setting.COMPRESSION.key(), "lz4");
        }
        return settings;
    }

    private static String name(Setting setting) {
        return setting.key().replace("<name>", "com.acme.Product");
    }

    private static String key(int first) {
        byte[] key = new byte[SecretKeys.LENGTH];
        key[0] = (byte) first;
        return Base64.getEncoder().encodeToString(key);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSetIsAmongTheSettingsInForce(Setting setting) {
        String good = GOOD.get(setting);
        assertThat(good).as("a good value of %s", setting.key()).isNotNull();
        Map<String, Object> settings = neededBy(setting);
        String name = name(setting);
        assertThat(SettingsInForce.of(SettingsReader.read(settings))).doesNotContainEntry(name, good);
        settings.put(name, good);
        assertThat(SettingsInForce.of(SettingsReader.read(settings)))
                .containsEntry(name, SECRETS.contains(setting) ? "(1 key, not shown)" : good);
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultIsWhatItWouldBeIfItWereSet(Setting setting) {
        Setting source = setting;
        while (source.byDefault() == null && source.instead() != null) {
            source = source.instead();
        }
        if (source.byDefault() != null && setting != Setting.COMPRESSION_THRESHOLD) {
            assertThat(SettingsReader.read(Map.of(setting.key(), source.byDefault())))
                    .isEqualTo(SettingsReader.read(Map.of()));
        }
    }

    @Test
    void theThresholdsDefaultToo() {
        Map<String, Object> lz4 = Map.of(Setting.COMPRESSION.key(), "lz4");
        Map<String, Object> both = new HashMap<>(lz4);
        both.put(Setting.COMPRESSION_THRESHOLD.key(), Setting.COMPRESSION_THRESHOLD.byDefault());
        assertThat(SettingsReader.read(both)).isEqualTo(SettingsReader.read(lz4));
    }
}
