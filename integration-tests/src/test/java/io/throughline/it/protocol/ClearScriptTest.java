package io.throughline.it.protocol;

import static io.throughline.protocol.Read.Miss.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.Read;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClearScriptTest extends ScriptTest {

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void bearsAndFencesEveryRecordNow() {
        assertThat(clear().outcome()).isEqualTo(region.recordKeys().size());
        long after = now();
        assertThat(region.recordKeys()).allSatisfy(key -> {
            StripeRecord stripe = StripeRecord.of((byte[]) redis.call("GET", key));
            assertThat(stripe.born()).isBetween(before, after);
            assertThat(stripe.fence()).isEqualTo(stripe.born());
        });
    }

    @Test
    void isBelievedNoMore() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        assertThat(read().miss()).isNull();
        clear();
        assertThat(read().miss()).isEqualTo(CLOSED);
    }

    @Test
    void leavesEntriesToTheirTimeToLive() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        clear();
        assertThat(item()).isEqualTo(ItemRecord.of(before, Items.unversioned(4)));
    }

    @Test
    void refusesTheLoadThatBeganBefore() {
        clear();
        assertThat(put(5, before).outcome()).isEqualTo(4);
        assertThat(put(5, now()).outcome()).isEqualTo(1);
    }

    /** The clock stepped back: nothing stamped by the old one is believed when the new one comes there. */
    @Test
    void isBornAtAFloorInTheFuture() {
        long floor = now() + HOUR;
        given(ItemRecord.of(floor - SECOND, Items.unversioned(4)));
        run(operations.clear(region, floor));
        assertThat(stripe().fence()).isEqualTo(floor);
        assertThat(stripe().born()).isEqualTo(floor);
        assertThat(Read.of(runner.read(entry), floor + SECOND, Items.SHAPE).miss())
                .isEqualTo(CLOSED);
        // by the stripe's time a load of just now is an hour old
        Call put = Arguments.retention(operations.putLoaded(entry, Items.unversioned(5), now(), 0), 2 * HOUR);
        assertThat(run(put).outcome()).isEqualTo(4);
    }

    @Test
    void fencesNowWhereTheFloorIsBefore() {
        run(operations.clear(region, before - SECOND));
        assertThat(stripe().fence()).isBetween(before, now());
    }

    @Test
    void leavesClosers() {
        close(others);
        StripeRecord closed = stripe();
        clear();
        assertThat(stripe().closers()).isEqualTo(closed.closers()).hasSize(1);
    }

    @Test
    void leavesLocks() {
        lock(others);
        LockRecord theirs = locked();
        clear();
        assertThat(locked()).isEqualTo(theirs);
    }
}
