package io.throughline.it.protocol;

import static io.throughline.protocol.Read.Miss.NO_RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A stripe outlives its entries: it is what they are measured by. */
class StripeLifeTest extends ScriptTest {

    private static final long LEAST_MILLIS = 2 * LONGEST_TTL_MILLIS;

    static final String[] ALL = {"lock", "settle", "put", "evict", "make", "clear", "close", "open"};

    @ParameterizedTest
    @FieldSource("ALL")
    void aMissingOneIsMadeBornAndFencedNow(String script) {
        long before = now();
        run(call(script));
        long after = now() + Row.SLACK;
        assertThat(stripe().born()).isBetween(before, after);
        assertThat(stripe().fence()).isBetween(stripe().born(), after);
        assertLivesLongEnough();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void oneThatWouldEndTooSoonLivesLonger(String script) {
        givenOldStripe();
        redis.call("PEXPIRE", entry.recordKey(), LEAST_MILLIS - 1);
        run(call(script));
        assertLivesLongEnough();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void itsLifeIsNeverShortened(String script) {
        givenOldStripe();
        long before = now();
        redis.call("PEXPIRE", entry.recordKey(), 10 * LEAST_MILLIS);
        run(call(script));
        KeyLife.assertEnds(this, entry.recordKey(), before, before + 10 * LEAST_MILLIS * 1000);
    }

    @Test
    void nothingIsBelievedWithoutIt() {
        given(ItemRecord.of(now() - SECOND, Items.unversioned(4)));
        assertThat(read().miss()).isEqualTo(NO_RECORD);
        assertThat(put(5, now()).outcome()).isEqualTo(4);
        assertGone();
    }

    private void assertLivesLongEnough() {
        assertThat(redis.number("PTTL", entry.recordKey())).isGreaterThanOrEqualTo(LEAST_MILLIS);
    }
}
