package io.throughline.config;

import static io.throughline.RedisCacheSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsReaderTest {

    // defaults

    @Test
    void withNothingSet() {
        CacheConfiguration configuration = read();
        assertThat(configuration.location())
                .isEqualTo(new RedisLocation.Server("redis://127.0.0.1:6379", null, null, 0));
        assertThat(configuration.namespace()).isEqualTo("hibernate");
        assertThat(configuration.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(configuration.maxIdle()).isNull();
        assertThat(configuration.ttlOfRegion()).isEmpty();
        assertThat(configuration.onFailure()).isEqualTo(OnFailure.BYPASS);
        assertThat(configuration.lockTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.commandTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(configuration.allowedTypes()).isEmpty();
        assertThat(configuration.sealKeys().isEmpty()).isTrue();
        assertThat(configuration.hashIds().isEmpty()).isTrue();
        for (DataKind kind : DataKind.values()) {
            assertThat(configuration.ttl("any", kind)).isEqualTo(Duration.ofHours(1));
        }
    }

    // compression

    @Test
    void compressionIsOffUnlessAskedFor() {
        assertThat(read().compressFrom()).isEqualTo(CacheConfiguration.NEVER_COMPRESS);
        assertThat(read(COMPRESSION, "none").compressFrom()).isEqualTo(CacheConfiguration.NEVER_COMPRESS);
        assertThat(read(COMPRESSION, " LZ4 ").compressFrom()).isEqualTo(1024);
        assertThat(read(COMPRESSION, "lz4", COMPRESSION_THRESHOLD, "4KB").compressFrom())
                .isEqualTo(4096);
    }

    @Test
    void aCompressionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> read(COMPRESSION, "zip"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(COMPRESSION)
                .hasMessageContaining("zip")
                .hasMessageContaining("none, lz4");
    }

    @Test
    void aThresholdOfNoCompressionIsRefused() {
        assertThatThrownBy(() -> read(COMPRESSION_THRESHOLD, "4KB"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(COMPRESSION_THRESHOLD)
                .hasMessageContaining("4KB")
                .hasMessageContaining(COMPRESSION + "=lz4");
    }

    @Test
    void theSettingsOfOthersArePassedOver() {
        assertThat(read("hibernate.show_sql", "true", "hibernate.cache.redisson.fallback", "x", "redis.ttl", "5"))
                .isEqualTo(read());
    }

    @Test
    void nullCountsAsNotSet() {
        Map<String, Object> settings = new HashMap<>();
        List.of(URI, CONFIG, CLIENT, NAMESPACE, TTL, MAX_IDLE, QUERY_TTL, ON_FAILURE, AFTER_COMMIT, ALLOWED_TYPES)
                .forEach(name -> settings.put(name, null));
        assertThat(SettingsReader.read(settings)).isEqualTo(read());
    }

    // times

    @Test
    void timesToLiveFromTheGeneralToTheSpecial() {
        CacheConfiguration configuration = read(
                TTL,
                "10m",
                ENTITY_TTL,
                "20m",
                NATURAL_ID_TTL,
                "5s",
                REGION_PREFIX + "a.b.C.ttl",
                Duration.ofSeconds(7));
        assertThat(configuration.ttl("x", DataKind.ENTITY)).hasMinutes(20);
        assertThat(configuration.ttl("x", DataKind.COLLECTION)).hasMinutes(10);
        assertThat(configuration.ttl("x", DataKind.NATURAL_ID)).hasSeconds(5);
        assertThat(configuration.longestTtl("x")).hasMinutes(20);
        for (DataKind kind : DataKind.values()) {
            assertThat(configuration.ttl("a.b.C", kind)).hasSeconds(7);
        }
        assertThat(configuration.longestTtl("a.b.C")).hasSeconds(7);
        assertThat(read(COLLECTION_TTL, "3m").ttl("x", DataKind.COLLECTION)).hasMinutes(3);
    }

    @Test
    void otherTimes() {
        CacheConfiguration configuration = read(MAX_IDLE, "2m", LOCK_TIMEOUT, "1m", COMMAND_TIMEOUT, "PT2S");
        assertThat(configuration.maxIdle()).hasMinutes(2);
        assertThat(configuration.lockTimeout()).hasMinutes(1);
        assertThat(configuration.commandTimeout()).hasSeconds(2);
    }

    static List<String> times() {
        return List.of(
                TTL,
                MAX_IDLE,
                ENTITY_TTL,
                COLLECTION_TTL,
                NATURAL_ID_TTL,
                LOCK_TIMEOUT,
                COMMAND_TIMEOUT,
                REGION_PREFIX + "r.ttl");
    }

    @ParameterizedTest
    @MethodSource("times")
    void timesAreChecked(String setting) {
        assertRefused(setting, "60", "a bare number has no unit", "30s");
        assertRefused(setting, 60, "a bare number has no unit", "30s");
        assertRefused(setting, "0s", "30s");
        assertRefused(setting, "soon", "30s");
    }

    // choices and names

    @ParameterizedTest
    @CsvSource({"bypass,BYPASS", "reject,REJECT", "REJECT,REJECT", "' reject ',REJECT"})
    void onFailure(String value, OnFailure expected) {
        assertThat(read(ON_FAILURE, value).onFailure()).isEqualTo(expected);
    }

    @Test
    void choicesAreChecked() {
        assertRefused(ON_FAILURE, "ignore", "bypass", "reject");
        assertRefused(ON_FAILURE, "", "bypass", "reject");
        assertRefused(AFTER_COMMIT, "later", "sync, async");
    }

    @Test
    void afterCommitSyncIsAccepted() {
        assertThat(read(AFTER_COMMIT, "sync")).isEqualTo(read());
        assertThat(read(AFTER_COMMIT, "async").asyncAfterCommit()).isTrue();
        assertThat(read(DATABASE_LAG, "2s").databaseLag()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void namespace() {
        assertThat(read(NAMESPACE, " shop ").namespace()).isEqualTo("shop");
        assertRefused(NAMESPACE, " ", "a name");
    }

    @Test
    void allowedTypes() {
        assertThat(read(ALLOWED_TYPES, "a.B, c.D$E\n f.G,,").allowedTypes()).isEqualTo(Set.of("a.B", "c.D$E", "f.G"));
    }

    // unknown names

    @ParameterizedTest
    @CsvSource({
        "tt1,ttl",
        "urI,uri",
        "maxIdle,max_idle",
        "entities.ttl,entity.ttl",
        "onFailure,on_failure",
        "lock_timout,lock_timeout",
        "commandTimeout,command_timeout",
        "name_space,namespace",
        "allowed_type,allowed_types",
        "region.x.tll,region.<name>.ttl",
        "region.ttl,region.<name>.ttl",
        "region..ttl,region.<name>.ttl"
    })
    void anUnknownNameIsAnErrorWithTheNearestOne(String name, String nearest) {
        assertThatThrownBy(() -> read(PREFIX + name, "1h"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(PREFIX + name)
                .hasMessageEndingWith("did you mean " + PREFIX + nearest + "?");
    }

    @Test
    void everyConstantIsAKnownName() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (Field field : io.throughline.RedisCacheSettings.class.getFields()) {
            String value = (String) field.get(null);
            if (value.startsWith(PREFIX) && !value.endsWith(".")) {
                names.add(value);
                SettingNames.requireKnown(value);
            }
        }
        assertThat(names).hasSize(29);
    }

    @Test
    void replicasToAckIsANumber() {
        assertThat(read(REPLICAS_TO_ACK, "2").replicasToAck()).isEqualTo(2);
        assertThat(read(REPLICAS_TO_ACK, 1).replicasToAck()).isEqualTo(1);
        assertThat(read(REPLICAS_TO_ACK, 0).replicasToAck()).isZero();
        for (Object wrong : new Object[] {"-1", "one", "101", "1.5", ""}) {
            assertThatThrownBy(() -> read(REPLICAS_TO_ACK, wrong))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(REPLICAS_TO_ACK + "='" + wrong + "'")
                    .hasMessageContaining("accepted: a number from 0 to 100");
        }
    }

    @Test
    void ttlSpreadIsAPercentage() {
        assertThat(SettingsReader.read(Map.of()).ttlSpread()).isEqualTo(10);
        assertThat(read(TTL_SPREAD, "0").ttlSpread()).isZero();
        assertThat(read(TTL_SPREAD, 90).ttlSpread()).isEqualTo(90);
        for (Object wrong : new Object[] {"-1", "10%", "91", "1.5", ""}) {
            assertThatThrownBy(() -> read(TTL_SPREAD, wrong))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(TTL_SPREAD + "='" + wrong + "'")
                    .hasMessageContaining("accepted: a number from 0 to 90");
        }
    }

    // where Redis is

    @Test
    void theThreeWaysExcludeEachOther() {
        assertConflict(URI, CONFIG);
        assertConflict(URI, CLIENT);
        assertConflict(CONFIG, CLIENT);
    }

    private static void assertConflict(String one, String other) {
        assertThatThrownBy(() -> read(one, "redis://x", other, "y"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(one)
                .hasMessageContaining(other);
    }

    @Test
    void configAndClient() {
        assertThat(read(CONFIG, "redisson.yaml").location()).isEqualTo(new RedisLocation.Yaml("redisson.yaml"));
        assertThat(read(CLIENT, "java:comp/redis").location()).isEqualTo(new RedisLocation.Jndi("java:comp/redis"));
        Object client = new Object();
        assertThat(read(CLIENT, client).location()).isEqualTo(new RedisLocation.Client(client));
        assertRefused(CONFIG, " ", "a file");
        assertRefused(CLIENT, "", "JNDI");
    }

    private static void assertRefused(String setting, Object value, String... expected) {
        assertThatThrownBy(() -> read(setting, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining("accepted")
                .hasMessageContainingAll(expected);
    }

    static CacheConfiguration read(Object... namesAndValues) {
        Map<String, Object> settings = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return SettingsReader.read(settings);
    }
}
