package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Operations;
import io.throughline.protocol.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettleScriptTest extends ScriptTest {

    private static final long GONE = 2;
    private static final long OTHERS_HOLD = 3;

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void storesTheItemOfTheLastHolderStampedNow() {
        lock(mine);
        before = now();
        Reply reply = settle(mine, Items.unversioned(5));
        assertThat(reply.is(Reply.STORED)).isTrue();
        assertThat(item().stamp()).isBetween(before, now());
        assertThat(item()).isEqualTo(ItemRecord.of(item().stamp(), Items.unversioned(5)));
        assertFencedNow();
        KeyLife.assertEnds(this, entry.key(), before, before + Items.TTL_MILLIS * 1000);
    }

    @Test
    void withoutItemLeavesNone() {
        lock(mine);
        assertThat(settle(mine, null).outcome()).isEqualTo(GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void leavesALockThatOthersHoldAndMakesItConcurrent() {
        long limit = now() + LIMIT;
        // concurrent by this alone
        given(new LockRecord(false, before, Limit.of(mine, limit), Limit.of(others, limit)));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(OTHERS_HOLD);
        assertThat(locked()).isEqualTo(new LockRecord(true, before, Limit.of(others, limit)));
        assertFencedNow();
    }

    @Test
    void leavesALockAliveUntilItsLastLimitAndRetention() {
        long limit = now() + LIMIT;
        given(new LockRecord(false, before, Limit.of(mine, limit + LIMIT), Limit.of(others, limit)));
        settle(mine, null);
        KeyLife.assertEnds(this, entry.key(), before, limit + Operations.RETENTION);
    }

    @Test
    void storesNothingWhereTheLockWasEverConcurrent() {
        lock(mine);
        lock(others);
        settle(others, Items.unversioned(6));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void marksSomebodyElsesLock() {
        lock(others);
        LockRecord theirs = locked();
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(Reply.LOCK_GONE);
        assertThat(locked()).isEqualTo(new LockRecord(true, theirs.since(), theirs.holders()));
        assertFencedNow();
        settle(others, Items.unversioned(6));
        assertGone();
    }

    @Test
    void deletesAnItem() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(Reply.LOCK_GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void ofNothingFencesAllTheSame() {
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(Reply.LOCK_GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void storesNothingAfterALimitThatRanOut() {
        given(new LockRecord(false, ranOut() - LIMIT, Limit.of(mine, ranOut())));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(Reply.LOCK_GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void storesNothingBesideALimitThatRanOut() {
        given(new LockRecord(false, ranOut(), Limit.of(others, ranOut()), Limit.of(mine, now() + LIMIT)));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
    }

    /** A limit is in the past even if no clock has ever shown it. */
    @Test
    void storesNothingBesideALimitOfZero() {
        given(new LockRecord(false, now() - SECOND, Limit.of(mine, now() + LIMIT), Limit.of(others, 0)));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
    }

    @Test
    void storesNothingOnceTheRegionWasCleared() {
        lock(mine);
        clear();
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
    }

    @Test
    void storesNothingForALockAsOldAsItsStripe() {
        given(new StripeRecord(before, before));
        given(new LockRecord(false, before, Limit.of(mine, before + LIMIT)));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
    }

    @Test
    void storesForALockYoungerThanItsStripe() {
        given(new StripeRecord(before, before));
        given(new LockRecord(false, before + 1, Limit.of(mine, before + LIMIT)));
        assertThat(settle(mine, Items.unversioned(5)).is(Reply.STORED)).isTrue();
    }

    @Test
    void storesNothingWhileTheRegionIsClosed() {
        lock(mine);
        close(others);
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(GONE);
        assertGone();
    }

    @Test
    void runsTwiceWithoutHarm() {
        lock(mine);
        settle(mine, Items.unversioned(5));
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(Reply.LOCK_GONE);
        assertGone();
    }

    private void assertFencedNow() {
        assertThat(stripe().fence()).isBetween(before, now());
        assertThat(stripe().born()).isLessThan(before);
    }
}
