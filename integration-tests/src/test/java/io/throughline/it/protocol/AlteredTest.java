package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.protocol.Scripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlteredTest {

    @Test
    void aPartThatIsNotThereFailsLoudly() {
        Altered altered = Altered.shipped();
        assertThatThrownBy(() -> altered.in("lock", "no such rule", ""))
                .isInstanceOf(AssertionError.class)
                .hasMessage("lock.lua does not hold exactly once: no such rule");
    }

    @Test
    void aPartThatIsThereTwiceFailsLoudly() {
        Altered altered = Altered.shipped();
        assertThatThrownBy(() -> altered.in("lock", "e.holders", "")).isInstanceOf(AssertionError.class);
    }

    @Test
    void nothingReplacedIsWhatShips() {
        assertThat(Altered.shipped().scripts()).isEqualTo(Scripts.shipped());
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleTakenOutLeavesOtherScripts(Rule rule) {
        assertThat(rule.takenOut()).isNotEqualTo(Scripts.shipped());
    }
}
