package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Operations;
import io.throughline.protocol.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PutScriptTest extends ScriptTest {

    private static final long NOT_BEFORE_NOW = 2;
    private static final long TOO_OLD = 3;
    private static final long NOT_AFTER_BORN = 4;
    private static final long NOT_AFTER_FENCE = 5;
    private static final long LOCKED = 6;
    private static final long ITEM_THERE = 7;

    private long asOf;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        asOf = now() - SECOND;
    }

    @Test
    void stampsALoadedItemAsOf() {
        long before = now();
        assertThat(put(5, asOf).is(Reply.PUT)).isTrue();
        assertThat(item()).isEqualTo(ItemRecord.of(asOf, Items.unversioned(5)));
        KeyLife.assertEnds(this, entry.key(), before, before + Items.TTL_MILLIS * 1000);
    }

    @Test
    void stampsAnInsertedItemNow() {
        long before = now();
        Reply reply = run(operations.putInserted(entry, Items.unversioned(5), asOf, 0));
        assertThat(reply.is(Reply.PUT)).isTrue();
        assertThat(item().stamp()).isBetween(before, now());
        assertThat(item()).isEqualTo(ItemRecord.of(item().stamp(), Items.unversioned(5)));
    }

    @Test
    void leavesBornAndFence() {
        StripeRecord before = stripe();
        put(5, asOf);
        assertThat(stripe()).isEqualTo(before);
    }

    @Test
    void isRefusedWhenAsOfIsNotBeforeNow() {
        assertRefused(NOT_BEFORE_NOW, now() + HOUR);
    }

    @Test
    void isRefusedWhenAsOfIsOlderThanRetention() {
        assertRefused(TOO_OLD, now() - Operations.RETENTION - 1);
    }

    @Test
    void isStoredWhenAsOfIsWithinRetention() {
        long retention = HOUR / 2;
        assertThat(run(Arguments.retention(
                                operations.putLoaded(entry, Items.unversioned(5), now() - HOUR / 4, 0), retention))
                        .is(Reply.PUT))
                .isTrue();
    }

    @Test
    void anInsertedItemIsRefusedAsALoadedOneIs() {
        given(new StripeRecord(asOf, asOf));
        assertThat(run(operations.putInserted(entry, Items.unversioned(5), asOf, 0))
                        .outcome())
                .isEqualTo(NOT_AFTER_BORN);
        assertGone();
    }

    @Test
    void isRefusedWhenAsOfIsNotAfterBorn() {
        given(new StripeRecord(asOf, asOf - 1));
        assertRefused(NOT_AFTER_BORN, asOf - 1);
        assertRefused(NOT_AFTER_BORN, asOf);
        assertThat(put(5, asOf + 1).is(Reply.PUT)).isTrue();
    }

    @Test
    void isRefusedWhenAsOfIsNotAfterTheFence() {
        given(new StripeRecord(asOf - SECOND, asOf));
        assertRefused(NOT_AFTER_FENCE, asOf - 1);
        assertRefused(NOT_AFTER_FENCE, asOf);
        assertThat(put(5, asOf + 1).is(Reply.PUT)).isTrue();
    }

    @Test
    void isRefusedWhileTheEntryIsLocked() {
        lock(others);
        byte[] theirs = runner.read(entry).entry();
        assertThat(put(5, now()).outcome()).isEqualTo(LOCKED);
        assertThat(runner.read(entry).entry()).isEqualTo(theirs);
    }

    @Test
    void isRefusedWhereAnItemIs() {
        put(4, asOf);
        assertThat(put(5, now()).outcome()).isEqualTo(ITEM_THERE);
        assertThat(item()).isEqualTo(ItemRecord.of(asOf, Items.unversioned(4)));
    }

    @Test
    void isStoredOverAnItemFromBeforeBorn() {
        given(new StripeRecord(asOf, asOf));
        given(ItemRecord.of(asOf - 1, Items.unversioned(4)));
        assertThat(put(5, asOf + 1).is(Reply.PUT)).isTrue();
        assertThat(item()).isEqualTo(ItemRecord.of(asOf + 1, Items.unversioned(5)));
    }

    @Test
    void dropsAnItemFromBeforeBornEvenWhenRefused() {
        given(new StripeRecord(asOf, asOf));
        given(ItemRecord.of(asOf - 1, Items.unversioned(4)));
        assertRefused(NOT_AFTER_BORN, asOf);
    }

    @Test
    void isRefusedWhileACloserIsLeft() {
        given(new StripeRecord(1, 1, Limit.of(mine, now() + HOUR), Limit.of(others, ranOut())));
        assertRefused(NOT_AFTER_BORN, now());
    }

    @Test
    void isMeasuredByTheLimitOfACloserThatRanOut() {
        long limit = asOf;
        given(new StripeRecord(1, 1, Limit.of(others, limit)));
        assertRefused(NOT_AFTER_BORN, limit);
        assertThat(stripe()).isEqualTo(new StripeRecord(limit, limit));
        assertThat(put(5, limit + 1).is(Reply.PUT)).isTrue();
    }

    @Test
    void isMeasuredByTheLimitOfALockThatRanOut() {
        long limit = asOf;
        given(new LockRecord(false, limit - LIMIT, Limit.of(others, limit)));
        assertRefused(NOT_AFTER_FENCE, limit);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertThat(put(5, limit + 1).is(Reply.PUT)).isTrue();
    }

    @Test
    void isStoredInThePlaceOfALockThatRanOut() {
        given(new LockRecord(false, asOf - LIMIT, Limit.of(others, asOf)));
        assertThat(put(5, asOf + 1).is(Reply.PUT)).isTrue();
        assertThat(item().stamp()).isEqualTo(asOf + 1);
        assertThat(stripe().fence()).isEqualTo(asOf);
    }

    @Test
    void marksTheLockOfWhichAHolderRanOut() {
        long end = now() + LIMIT;
        given(new LockRecord(false, asOf - LIMIT, Limit.of(others, asOf), Limit.of(mine, end)));
        long before = now();
        assertThat(put(5, asOf + 1).outcome()).isEqualTo(LOCKED);
        assertThat(locked()).isEqualTo(new LockRecord(true, asOf - LIMIT, Limit.of(mine, end)));
        assertThat(stripe().fence()).isEqualTo(asOf);
        KeyLife.assertEnds(this, entry.key(), before, end + Operations.RETENTION);
    }

    private void assertRefused(long reason, long asOf) {
        assertThat(put(5, asOf).outcome()).isEqualTo(reason);
        assertGone();
    }
}
