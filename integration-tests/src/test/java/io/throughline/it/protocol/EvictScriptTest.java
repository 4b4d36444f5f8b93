package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Operations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvictScriptTest extends ScriptTest {

    private static final long GONE = 1;
    private static final long LOCK_STAYS = 2;

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void removesAnItem() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        assertThat(evict().outcome()).isEqualTo(GONE);
        assertGone();
        assertFencedNow();
    }

    @Test
    void fencesWhereNothingIs() {
        assertThat(evict().outcome()).isEqualTo(GONE);
        assertFencedNow();
    }

    @Test
    void leavesALockAndMarksIt() {
        lock(others);
        LockRecord theirs = locked();
        assertThat(evict().outcome()).isEqualTo(LOCK_STAYS);
        assertThat(locked()).isEqualTo(new LockRecord(true, theirs.since(), theirs.holders()));
        assertFencedNow();
        KeyLife.assertEnds(this, entry.key(), before, theirs.holders().get(0).at() + Operations.RETENTION);
        settle(others, Items.unversioned(5));
        assertGone();
    }

    @Test
    void removesALockThatRanOut() {
        given(new LockRecord(false, ranOut(), Limit.of(others, ranOut())));
        assertThat(evict().outcome()).isEqualTo(GONE);
        assertGone();
    }

    @Test
    void refusesTheLoadThatBeganBefore() {
        long asOf = now();
        evict();
        assertThat(put(5, asOf).outcome()).isEqualTo(5);
        assertThat(put(5, now()).outcome()).isEqualTo(1);
    }

    private void assertFencedNow() {
        assertThat(stripe().fence()).isBetween(before, now());
        assertThat(stripe().born()).isLessThan(before);
    }
}
