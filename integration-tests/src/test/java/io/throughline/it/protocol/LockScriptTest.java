package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Operations;
import io.throughline.protocol.Reply;
import org.junit.jupiter.api.Test;

class LockScriptTest extends ScriptTest {

    @Test
    void takesThePlaceOfWhatIsThereSinceNow() {
        givenOldStripe();
        given(ItemRecord.of(now(), Items.unversioned(1)));
        long before = now();
        Reply reply = lock(mine);
        assertThat(reply.is(Reply.LOCKED)).isTrue();
        assertThat(reply.serverTime()).isBetween(before, now());
        assertThat(locked().since()).isBetween(before, now());
        assertThat(locked())
                .isEqualTo(new LockRecord(false, locked().since(), Limit.of(mine, locked().since() + LIMIT)));
    }

    @Test
    void leavesTheFence() {
        givenOldStripe();
        StripeRecord before = stripe();
        lock(mine);
        assertThat(stripe()).isEqualTo(before);
    }

    @Test
    void isRefusedPastItsDeadlineAndLeavesNothing() {
        Reply reply = run(operations.lock(entry, mine, now() - 1));
        assertThat(reply.outcome()).isZero();
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void countsATokenOnce() {
        givenOldStripe();
        lock(mine);
        LockRecord first = locked();
        lock(mine);
        assertThat(locked().concurrent()).isFalse();
        assertThat(locked().since()).isEqualTo(first.since());
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(mine));
        assertThat(locked().holders().get(0).at())
                .isGreaterThan(first.holders().get(0).at());
    }

    @Test
    void ofASecondHolderIsConcurrent() {
        givenOldStripe();
        lock(mine);
        LockRecord first = locked();
        lock(others);
        assertThat(locked().concurrent()).isTrue();
        assertThat(locked().since()).isEqualTo(first.since());
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(mine), Limit.name(others));
        assertThat(locked().holders()).startsWith(first.holders().get(0));
    }

    @Test
    void staysConcurrentWhenAHolderLocksAgain() {
        givenOldStripe();
        lock(mine);
        lock(others);
        lock(mine);
        assertThat(locked().concurrent()).isTrue();
        assertThat(locked().holders()).hasSize(2);
    }

    @Test
    void livesUntilItsLimitAndRetention() {
        givenOldStripe();
        long before = now();
        lock(mine);
        KeyLife.assertEnds(this, entry.key(), before, locked().holders().get(0).at() + Operations.RETENTION);
    }

    @Test
    void livesUntilTheLastOfItsLimitsAndRetention() {
        givenOldStripe();
        long last = now() + 2 * LIMIT;
        given(new LockRecord(false, now(), Limit.of(others, last)));
        long before = now();
        lock(mine);
        KeyLife.assertEnds(this, entry.key(), before, last + Operations.RETENTION);
    }

    @Test
    void ofAHolderThatRanOutBecomesTheFenceAndTheNewOneIsHisAlone() {
        givenOldStripe();
        long limit = ranOut();
        given(new LockRecord(true, limit - LIMIT, Limit.of(others, limit)));
        long before = now();
        lock(mine);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertThat(locked().since()).isGreaterThanOrEqualTo(before);
        assertThat(locked().concurrent()).isFalse();
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(mine));
    }

    @Test
    void losesTheHolderThatRanOutAndIsConcurrent() {
        givenOldStripe();
        long limit = ranOut();
        // not concurrent by its second holder: by what ran out alone
        given(new LockRecord(false, limit - LIMIT, Limit.of(others, limit), Limit.of(mine, now() + LIMIT)));
        lock(mine);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertThat(locked().concurrent()).isTrue();
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(mine));
    }

    @Test
    void ranOutNeverLowersTheFence() {
        long fence = now() - SECOND;
        given(new StripeRecord(fence, fence));
        given(new LockRecord(false, ranOut() - LIMIT, Limit.of(others, ranOut())));
        lock(mine);
        assertThat(stripe().fence()).isEqualTo(fence);
    }
}
