package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time never goes back within a stripe, even if the server's clock did: born and fence may lie in the future. */
class StripeTimeTest extends ScriptTest {

    private long born;
    private long fence;

    @BeforeEach
    void stripeOfTheFuture() {
        born = now() + HOUR;
        fence = born + SECOND;
        given(new StripeRecord(born, fence));
    }

    @Test
    void lockIsSinceAfterTheFence() {
        lock(mine);
        assertThat(locked().since()).isEqualTo(fence + 1);
        assertThat(locked().holders()).containsExactly(Limit.of(mine, fence + 1 + LIMIT));
    }

    @Test
    void settleStampsAndFencesAfterTheFence() {
        lock(mine);
        assertThat(settle(mine, Items.unversioned(5)).is(Reply.STORED_AHEAD)).isTrue();
        assertThat(item().stamp()).isEqualTo(fence + 1);
        assertThat(stripe().fence()).isEqualTo(fence + 1);
    }

    @Test
    void evictRaisesTheFenceEachTime() {
        evict();
        evict();
        assertThat(stripe()).isEqualTo(new StripeRecord(born, fence + 2));
    }

    @Test
    void clearNeverLowers() {
        clear();
        assertThat(stripe()).isEqualTo(new StripeRecord(fence + 1, fence + 1));
    }

    @Test
    void closeEndsALimitAfterTheFence() {
        close(mine);
        assertThat(stripe()).isEqualTo(new StripeRecord(born, fence, Limit.of(mine, fence + 1 + LIMIT)));
    }

    @Test
    void openNeverLowers() {
        open(mine);
        assertThat(stripe()).isEqualTo(new StripeRecord(fence + 1, fence + 1));
    }

    @Test
    void bornCountsAsTheFenceDoes() {
        given(new StripeRecord(fence, born));
        lock(mine);
        assertThat(locked().since()).isEqualTo(fence + 1);
    }

    @Test
    void aLockIsSinceAfterTheLimitThatRunsOutNow() {
        given(new LockRecord(false, born, Limit.of(others, fence + 1)));
        lock(mine);
        assertThat(stripe().fence()).isEqualTo(fence + 1);
        assertThat(locked().since()).isEqualTo(fence + 2);
    }

    @Test
    void aLockIsSinceAfterTheCloserThatRunsOutNow() {
        given(new StripeRecord(born, fence, Limit.of(others, fence + 1)));
        lock(mine);
        assertThat(stripe()).isEqualTo(new StripeRecord(fence + 1, fence + 1));
        assertThat(locked().since()).isEqualTo(fence + 2);
    }

    @Test
    void loadsAreRefusedUntilTimeHasCaughtUp() {
        assertThat(putHoweverOld().outcome()).isEqualTo(4);
        given(new StripeRecord(now() - SECOND, fence));
        assertThat(putHoweverOld().outcome()).isEqualTo(5);
    }

    @Test
    void theReplyHoldsTheServersOwnTime() {
        assertThat(evict().serverTime()).isLessThanOrEqualTo(now());
    }

    /** Measured by the stripe's time a load of just now is an hour old. */
    private Reply putHoweverOld() {
        return run(Arguments.retention(operations.putLoaded(entry, Items.unversioned(5), now(), 0), 2 * HOUR));
    }
}
