package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaithTest {

    private static final long LATER = 1000;

    private final Faith faith = new Faith();

    @BeforeEach
    void firstHeartbeat() {
        assertThat(faith.regained(faith.state(), 0, 7)).isTrue();
        assertThat(faith.state().believedFrom()).isZero();
    }

    @Test
    void afterALossOnlyWhatIsNewIsBelieved() {
        assertThat(faith.lost()).isTrue();
        assertThat(faith.state().holds()).isFalse();
        assertThat(faith.regained(faith.state(), 1, 8)).isTrue();
        assertThat(faith.state().believedFrom()).isEqualTo(8);
    }

    @Test
    void afterADoubtAllIsBelievedThatWas() {
        faith.doubted(LATER);
        assertThat(faith.state().holds()).isFalse();
        assertThat(faith.regained(faith.state(), LATER - 1, 8)).as("too early").isFalse();
        assertThat(faith.regained(faith.state(), LATER, 9)).isTrue();
        assertThat(faith.state().believedFrom()).isZero();
    }

    @Test
    void aFurtherPauseProlongsTheDoubt() {
        faith.doubted(LATER);
        faith.doubted(2 * LATER);
        assertThat(faith.regained(faith.state(), LATER, 9)).isFalse();
        assertThat(faith.regained(faith.state(), 2 * LATER, 9)).isTrue();
        assertThat(faith.state().believedFrom()).isZero();
    }

    @Test
    void aLossInDoubtIsALoss() {
        faith.doubted(LATER);
        faith.lost();
        assertThat(faith.regained(faith.state(), LATER, 9)).isTrue();
        assertThat(faith.state().believedFrom()).isEqualTo(9);
    }

    @Test
    void toDoubtWhatIsLostBringsNothingBack() {
        faith.lost();
        faith.doubted(LATER);
        assertThat(faith.regained(faith.state(), 1, 9)).isTrue();
        assertThat(faith.state().believedFrom()).isEqualTo(9);
    }

    @Test
    void aDoubtKeepsFromWhenOnItWasBelieved() {
        faith.lost();
        faith.regained(faith.state(), 1, 9);
        faith.doubted(LATER);
        faith.regained(faith.state(), LATER, 20);
        assertThat(faith.state().believedFrom()).isEqualTo(9);
    }

    @Test
    void aHeartbeatFromBeforeTheDoubtDoesNotEndIt() {
        Faith.State before = faith.state();
        faith.doubted(LATER);
        assertThat(faith.regained(before, LATER, 9)).isFalse();
        assertThat(faith.state().holds()).isFalse();
    }
}
