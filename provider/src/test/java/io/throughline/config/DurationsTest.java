package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    private static final String SETTING = "hibernate.cache.redis.ttl";

    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "1ms,PT0.001S",
        "30s,PT30S",
        "5m,PT5M",
        "1h,PT1H",
        "7d,PT168H",
        "3650d,PT87600H",
        "PT5M,PT5M",
        "P1D,PT24H",
        "PT1H30M,PT1H30M",
        "pt0.25s,PT0.25S",
        "5 m,PT5M",
        "' 5m ',PT5M",
        "5M,PT5M",
        "10MS,PT0.01S"
    })
    void isRead(String text, Duration expected) {
        assertThat(Durations.parse(SETTING, text)).isEqualTo(expected);
    }

    @Test
    void aDurationIsOne() {
        assertThat(Durations.parse(SETTING, Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "0", "-5", "1.5", "+7", " 60 "})
    void aBareNumberIsToldThatItHasNoUnit(String text) {
        assertRefused(text, "a bare number has no unit");
    }

    @Test
    void soIsANumberThatIsNoText() {
        assertRefused(60, "a bare number has no unit");
        assertRefused(250L, "a bare number has no unit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0s",
                "0ms",
                "PT0S",
                "-5m",
                "PT-5M",
                "PT0.0009S",
                "3651d",
                "999999999999999d",
                "999999999999999h",
                "PT99999999999H",
                "",
                " ",
                "5x",
                "1.5h",
                "m",
                "5min",
                "1h30m",
                "5us",
                "1e3s",
                "99999999999999999999s",
                "forever",
                "٣s"
            })
    void isRefused(String text) {
        assertRefused(text, "");
    }

    @Test
    void aDurationOutOfBoundsIsRefused() {
        assertRefused(Duration.ZERO, "");
        assertRefused(Duration.ofMillis(-1), "");
        assertRefused(Duration.ofDays(3651), "");
    }

    private static void assertRefused(Object value, String because) {
        assertThatThrownBy(() -> Durations.parse(SETTING, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(SETTING)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining("accepted: a duration with a unit: 500ms, 30s, 5m, 1h")
                .hasMessageContaining(because);
    }
}
