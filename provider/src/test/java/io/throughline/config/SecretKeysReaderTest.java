package io.throughline.config;

import static io.throughline.RedisCacheSettings.HASH_IDS;
import static io.throughline.RedisCacheSettings.SEAL_KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are found where the setting says, and no error, and no text of the configuration, repeats one. */
class SecretKeysReaderTest {

    private static final String ONE = key(1);
    private static final String TWO = key(2);

    @TempDir
    Path directory;

    @Test
    void keysInTheirOrder() {
        SecretKeys keys = read(" " + TWO + " ,\n" + ONE).sealKeys();
        assertThat(keys.keys()).extracting(key -> key.getEncoded()[0]).containsExactly((byte) 2, (byte) 1);
        assertThat(keys.keys()).allSatisfy(key -> assertThat(key.getEncoded()).hasSize(32));
    }

    @Test
    void base64OfUrlsAndWithoutPaddingToo() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0xfb);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        assertThat(text).contains("-").contains("_");
        assertThat(read(text).sealKeys().keys())
                .singleElement()
                .satisfies(read -> assertThat(read.getEncoded()).isEqualTo(key));
    }

    @Test
    void aFileWithSeveralAndComments() throws IOException {
        Path file = Files.writeString(
                directory.resolve("keys"), "# of this year\n" + ONE + "\n\n  # of the last one\n" + TWO + "\n");
        assertThat(read("file:" + file).sealKeys())
                .isEqualTo(read(ONE + "," + TWO).sealKeys());
        assertThat(read("file: " + file + " ," + key(3)).sealKeys().keys()).hasSize(3);
    }

    @Test
    void theEnvironment() {
        assertThat(SettingsReader.read(Map.of(SEAL_KEYS, "env:SHOP_KEY, " + TWO), Map.of("SHOP_KEY", ONE)::get)
                        .sealKeys())
                .isEqualTo(read(ONE + "," + TWO).sealKeys());
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = directory.resolve("none");
        assertRefused("file:" + file, "names the file '" + file + "', which cannot be read (NoSuchFileException)");
    }

    @Test
    void aVariableThatIsNotThere() {
        assertRefused("env:THROUGHLINE_NOT_SET", "the environment variable 'THROUGHLINE_NOT_SET', which is not set");
    }

    @Test
    void keysOfAnotherLengthAndNoBase64() {
        assertRefused(Base64.getEncoder().encodeToString(new byte[16]), "holds a key of 128 bits (key 1)");
        assertRefused(ONE + "," + Base64.getEncoder().encodeToString(new byte[33]), "holds a key of 264 bits (key 2)");
        assertRefused(ONE + ",not base64!", "holds a key that is not base64 (key 2)");
        assertRefused("", "holds no key");
        assertRefused(" , ", "holds no key");
        assertRefused(ONE + "," + TWO + "," + ONE, "holds the same key twice (keys 1 and 3)");
        assertRefused(
                IntStream.range(0, 9).mapToObj(SecretKeysReaderTest::key).collect(Collectors.joining(",")),
                "holds 9 keys, more than the maximum of 8");
    }

    @Test
    void aFileWithoutAKeyAndOneThatIsNoText() throws IOException {
        assertRefused("file:" + Files.writeString(directory.resolve("empty"), "# nothing\n"), "holds no key");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
        assertRefused("file:" + binary, "which cannot be read (MalformedInputException)");
    }

    /** Somebody has taken one for the other. */
    @ParameterizedTest
    @ValueSource(strings = {"file:", "env:"})
    void aKeyInThePlaceOfANameIsNotRepeated(String prefix) {
        assertThatThrownBy(() -> read(prefix + ONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("'...'")
                .hasMessageNotContaining(ONE);
    }

    @Test
    void oneKeyForIds() {
        CacheConfiguration configuration = SettingsReader.read(Map.of(HASH_IDS, ONE, SEAL_KEYS, TWO));
        assertThat(configuration.hashIds().keys()).hasSize(1);
        assertThatThrownBy(() -> SettingsReader.read(Map.of(HASH_IDS, ONE + "," + TWO)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(HASH_IDS + " holds 2 keys, more than the maximum of 1; accepted: one key");
        assertThatThrownBy(() -> SettingsReader.read(Map.of(HASH_IDS, TWO, SEAL_KEYS, ONE + "," + TWO)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(HASH_IDS + " holds one of the keys of " + SEAL_KEYS)
                .hasMessageNotContaining(TWO);
        assertThatThrownBy(() -> SettingsReader.read(Map.of(HASH_IDS, "true")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("24 bits");
    }

    @Test
    void noTextShowsThem() {
        CacheConfiguration configuration = SettingsReader.read(Map.of(SEAL_KEYS, ONE + "," + TWO, HASH_IDS, key(3)));
        Map<String, String> shown = SettingsInForce.of(configuration);
        assertThat(shown).containsEntry(SEAL_KEYS, "(2 keys, not shown)").containsEntry(HASH_IDS, "(1 key, not shown)");
        for (String text : List.of(configuration.toString(), shown.toString())) {
            assertThat(text)
                    .doesNotContain(ONE, TWO, key(3), "SecretKeySpec")
                    .doesNotContain("0101")
                    .doesNotContain("1, 1, 1");
        }
        assertThat(SettingsInForce.of(SettingsReader.read(Map.of()))).doesNotContainKeys(SEAL_KEYS, HASH_IDS);
    }

    private static void assertRefused(String value, String why) {
        assertThatThrownBy(() -> read(value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(SEAL_KEYS + " ")
                .hasMessageContaining(why)
                .hasMessageContaining("accepted: up to 8 keys")
                .hasMessageNotContaining(ONE);
    }

    private static CacheConfiguration read(String value) {
        return SettingsReader.read(Map.of(SEAL_KEYS, value));
    }

    private static String key(int of) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) of);
        return Base64.getEncoder().encodeToString(key);
    }
}
