package io.throughline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The local clock is a number here, the server's another that runs away from it: either may be slewed by a tenth. */
class ServerClockTest {

    private static final long EPOCH = 1_700_000_000_000_000L; // microseconds
    private static final long SECOND = 1_000_000_000L; // nanoseconds

    private long local = Long.MAX_VALUE - 3 * SECOND; // nanoTime may overflow
    private long server = EPOCH; // microseconds
    private long fraction; // of a microsecond: one part in 1,000,000,000
    private int drift; // ppm, of the server's clock beside the local one
    /** The server's at 0.9 and the local one at 1.1, and the other way round. */
    private static final int SLOWEST = -181_818;

    private static final int FASTEST = 222_222;
    private final ServerClock clock = new ServerClock(() -> local);

    @Test
    void nothingIsKnownBeforeTheFirstSample() {
        assertThat(clock.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clock.atMost()).isEqualTo(ServerClock.UNKNOWN);
        pass(SECOND);
        assertThat(clock.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clock.atMost()).isEqualTo(ServerClock.UNKNOWN);
    }

    @Test
    void aSampleBoundsTheClockByTheTimeItTook() {
        long asked = clock.localTime();
        pass(SECOND / 1000);
        long time = now();
        pass(SECOND / 1000);
        assertThat(clock.sample(asked, time, time)).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clock.atLeast()).isBetween(time - 1, time);
        assertThat(clock.atMost()).isBetween(time + 2444, time + 2447);
    }

    @Test
    void theBoundsGrowApartByWhatTwoSlewedClocksDo() {
        sample(0, 0);
        long least = clock.atLeast();
        long most = clock.atMost();
        pass(100 * SECOND);
        assertThat(clock.atLeast() - least).isBetween(81_818_000L, 81_818_182L);
        assertThat(clock.atMost() - most).isBetween(122_222_222L, 122_222_300L);
    }

    @Test
    void theLowerBoundIsOfTheLastReplyAndTheUpperOneOfTheFirst() {
        long asked = clock.localTime();
        pass(SECOND / 100);
        clock.sample(asked, now() - 9000, now());
        assertThat(clock.atLeast()).isBetween(now() - 1, now());
        assertThat(clock.atMost()).isBetween(now() + 3222, now() + 3226);
    }

    @RepeatedTest(4)
    void neverWrongWhateverTheDelaysAndTheDrift(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        drift = new int[] {FASTEST, SLOWEST, 0, 500}[repetition.getCurrentRepetition() - 1];
        long before = 0;
        for (int i = 0; i < 200_000; i++) {
            pass(delay(random));
            if (random.nextInt(3) == 0) {
                assertThat(sample(delay(random), delay(random)))
                        .as("step %s", i)
                        .isEqualTo(ServerClock.UNKNOWN);
            }
            long least = clock.atLeast();
            if (least != ServerClock.UNKNOWN) {
                assertThat(least)
                        .as("least, step %s", i)
                        .isLessThanOrEqualTo(now())
                        .isGreaterThanOrEqualTo(before);
                assertThat(clock.atMost()).as("most, step %s", i).isGreaterThanOrEqualTo(now());
                before = least;
            }
        }
        assertThat(before).isPositive();
    }

    @RepeatedTest(3)
    void neverWrongWhileTheDriftItselfChanges(RepetitionInfo repetition) {
        Random random = new Random(100 + repetition.getCurrentRepetition());
        sample(0, 0);
        for (int i = 0; i < 100_000; i++) {
            drift = SLOWEST + random.nextInt(FASTEST - SLOWEST + 1);
            pass(delay(random));
            if (random.nextInt(5) == 0) {
                assertThat(sample(delay(random), delay(random))).isEqualTo(ServerClock.UNKNOWN);
            }
            assertThat(clock.atLeast()).isLessThanOrEqualTo(now());
            assertThat(clock.atMost()).isGreaterThanOrEqualTo(now());
        }
    }

    /** One that took long on its way back, so that the time that it brings is old. */
    @Test
    void aSlowSampleDoesNotSpoilAGoodOne() {
        sample(0, 2 * SECOND);
        sample(1000, 1000);
        long least = clock.atLeast();
        long asked = clock.localTime() - SECOND;
        clock.sample(asked, now() - 900_000, now() - 900_000);
        assertThat(clock.atLeast()).isEqualTo(least);
        assertThat(clock.atMost() - now()).isLessThan(10);
    }

    /** NTP daemons slew by 500 ppm, or by 83,333: at one beat a second no server's clock has stepped back. */
    @Test
    void aSlewedClockHasNotSteppedBack() {
        for (int slewed : new int[] {-500, 500, -83_333, 83_333, SLOWEST, FASTEST}) {
            drift = slewed;
            sample(1000, 1000);
            for (int beat = 0; beat < 60; beat++) {
                pass(SECOND);
                assertThat(sample(100_000, 100_000)).as("%s ppm", slewed).isEqualTo(ServerClock.UNKNOWN);
                assertThat(clock.atLeast()).isLessThanOrEqualTo(now());
                assertThat(clock.atMost()).isGreaterThanOrEqualTo(now());
            }
        }
    }

    /** What it costs a node that has nothing to do: between two beats its bound lags behind by no more than a fifth of a second. */
    @Test
    void anIdleNodesBoundLagsByAFifthOfASecond() {
        sample(0, 0);
        pass(SECOND);
        assertThat(now() - clock.atLeast()).isBetween(181_818L, 200_000L);
        sample(0, 0);
        assertThat(now() - clock.atLeast()).isLessThan(2);
    }

    @Test
    void aStepBackIsDetectedAndTheOldBoundReturned() {
        sample(1000, 1000);
        pass(10 * SECOND);
        server -= 5_000_000;
        long asked = clock.localTime();
        long bound = clock.atLeast();
        assertThat(clock.sample(asked, now(), now())).isEqualTo(bound);
        assertThat(clock.atLeast()).isBetween(now() - 1, now());
        assertThat(clock.atMost()).isBetween(now(), now() + 3);
        assertThat(sample(0, 0)).as("told once").isEqualTo(ServerClock.UNKNOWN);
    }

    @Test
    void aStepBackBelowWhatWasGivenOutIsDetectedHoweverSmall() {
        sample(1000, 1000);
        server -= 1000;
        assertThat(sample(1000, 1000)).isNotEqualTo(ServerClock.UNKNOWN);
        assertThat(clock.atLeast()).isLessThanOrEqualTo(now());
    }

    /** Then it is not noticed: a window that docs/consistency.md names. */
    @Test
    void aStepBackThatLeavesTheBoundTrueIsNone() {
        sample(1000, 1000);
        pass(SECOND);
        server -= 1000;
        long given = clock.atLeast();
        assertThat(sample(1000, 1000)).isEqualTo(ServerClock.UNKNOWN);
        assertThat(given).isLessThan(now());
        assertThat(clock.atLeast()).isBetween(given, now());
    }

    @Test
    void aStepForwardIsFollowed() {
        sample(1000, 1000);
        server += 60_000_000;
        assertThat(sample(1000, 1000)).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clock.atLeast()).isGreaterThan(now() - 10);
    }

    /** A deadline must lie behind the time at which the call is sent: else the server refuses every lock. */
    @Test
    void afterAStepForwardTheUpperBoundIsNotBelowTheClock() {
        sample(1000, 1000);
        server += 60_000_000;
        sample(1000, 1000);
        assertThat(clock.atMost()).isGreaterThanOrEqualTo(now());
        pass(SECOND);
        assertThat(clock.atMost()).isGreaterThanOrEqualTo(now());
    }

    /** @return what the clock said to a sample that took so long there and back */
    private long sample(long there, long back) {
        long asked = clock.localTime();
        pass(there);
        long time = now();
        pass(back);
        return clock.sample(asked, time, time);
    }

    private void pass(long nanos) {
        local += nanos;
        fraction += nanos * (1_000_000 + drift);
        server += fraction / 1_000_000_000;
        fraction %= 1_000_000_000;
    }

    private long now() {
        return server;
    }

    private static long delay(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> random.nextInt(5);
            case 2 -> (long) (random.nextDouble() * 3 * SECOND);
            default -> random.nextInt(5_000_000);
        };
    }
}
