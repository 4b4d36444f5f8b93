package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TouchScriptTest extends ScriptTest {

    private static final long IDLE_MILLIS = 10_000;
    private static final long TTL_MILLIS = 30_000;

    private static final long NOTHING = 0;
    private static final long MOVED = 1;

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void endsAnItemAnIdleTimeFromNow() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        assertThat(touch()).isEqualTo(MOVED);
        KeyLife.assertEnds(this, entry.key(), before, before + IDLE_MILLIS * 1000);
    }

    @Test
    void prolongsALifeThatWasShorter() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        redis.call("PEXPIRE", entry.key(), IDLE_MILLIS / 2);
        assertThat(touch()).isEqualTo(MOVED);
        KeyLife.assertEnds(this, entry.key(), before, before + IDLE_MILLIS * 1000);
    }

    @Test
    void neverGoesBeyondTheStampAndTheTimeToLive() {
        long stamp = before - (TTL_MILLIS - IDLE_MILLIS / 2) * 1000;
        given(ItemRecord.of(stamp, Items.unversioned(4)));
        assertThat(touch()).isEqualTo(MOVED);
        KeyLife.assertEnds(this, entry.key(), before, stamp + TTL_MILLIS * 1000);
    }

    @Test
    void movesNothingPastTheTimeToLive() {
        given(ItemRecord.of(before - 2 * TTL_MILLIS * 1000, Items.unversioned(4)));
        long ttl = redis.number("PTTL", entry.key());
        assertThat(touch()).isEqualTo(NOTHING);
        assertThat(redis.number("PTTL", entry.key())).isLessThanOrEqualTo(ttl);
    }

    @Test
    void neverMovesALock() {
        lock(others);
        byte[] theirs = runner.read(entry).entry();
        assertThat(touch()).isEqualTo(NOTHING);
        assertThat(runner.read(entry).entry()).isEqualTo(theirs);
        assertThat(redis.number("PTTL", entry.key())).isGreaterThan(IDLE_MILLIS);
    }

    @Test
    void ofNothingMovesNothing() {
        assertThat(touch()).isEqualTo(NOTHING);
        assertGone();
    }

    @Test
    void writesNoRecord() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        StripeRecord stripe = stripe();
        ItemRecord item = item();
        touch();
        assertThat(stripe()).isEqualTo(stripe);
        assertThat(item()).isEqualTo(item);
    }

    private long touch() {
        return run(operations.touch(entry, IDLE_MILLIS, TTL_MILLIS)).outcome();
    }
}
