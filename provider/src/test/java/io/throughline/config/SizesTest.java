package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

    private static final String SETTING = "hibernate.cache.redis.compression_threshold";

    @ParameterizedTest
    @CsvSource({"64B,64", "512b,512", "1KB,1024", "' 4 kb ',4096", "1MB,1048576", "64MB,67108864", "65536kb,67108864"})
    void isRead(String text, int expected) {
        assertThat(Sizes.parse(SETTING, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "63B", "0KB", "-1KB", "65MB", "999999999MB", "1GB", "1.5KB", "1 K", "KB", "1KB1"})
    void isRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(SETTING, text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(SETTING)
                .hasMessageContaining("512B, 4KB, 1MB, from 64B to 64MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "0", "+5", "1.5"})
    void aBareNumberIsRefusedForItsMissingUnit(String text) {
        assertThatThrownBy(() -> Sizes.parse(SETTING, text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("a bare number has no unit");
    }
}
