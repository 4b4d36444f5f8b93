package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final int HASH = "a key".hashCode();
    private static final int OTHER = HASH + 1;

    private final Guard guard = new Guard();
    private final Guard.OfRegion region = guard.region("r");
    private final Guard.OfRegion elsewhere = guard.region("elsewhere");

    private boolean stands(int hash, Guard.OfRegion of, long ticket) {
        return guard.stands(Guard.slot(hash), of, ticket);
    }

    private boolean mayFill(int hash, Guard.OfRegion of, long asOf) {
        return guard.mayFill(Guard.slot(hash), of, asOf);
    }

    @Test
    void whatWasReadBeforeItsKeyWasCalledDoesNotStand() {
        long before = guard.ticket();
        guard.called("r", new int[] {HASH}, 0);
        assertThat(stands(HASH, region, before)).isFalse();
        assertThat(stands(HASH, region, guard.ticket())).isTrue();
    }

    @Test
    void otherKeysStand() {
        long before = guard.ticket();
        guard.called("r", new int[] {HASH}, 0);
        assertThat(stands(OTHER, region, before)).isTrue();
    }

    @Test
    void allKeysOfACallAreCalled() {
        long before = guard.ticket();
        guard.called("r", new int[] {HASH, OTHER}, 0);
        assertThat(stands(HASH, region, before)).isFalse();
        assertThat(stands(OTHER, region, before)).isFalse();
    }

    @Test
    void aRegionIsCalledAsAWhole() {
        long before = guard.ticket();
        guard.called("r", null, 0);
        assertThat(stands(HASH, region, before)).isFalse();
        assertThat(stands(OTHER, region, before)).isFalse();
        assertThat(stands(HASH, elsewhere, before)).isTrue();
        assertThat(stands(HASH, region, guard.ticket())).isTrue();
    }

    @Test
    void aRegionThatWasNotAskedForYetIsCalledToo() {
        long before = guard.ticket();
        guard.called("new", null, 0);
        assertThat(stands(HASH, guard.region("new"), before)).isFalse();
    }

    @Test
    void eachCallCounts() {
        guard.called("r", new int[] {HASH}, 0);
        long between = guard.ticket();
        guard.called("r", new int[] {HASH}, 0);
        assertThat(stands(HASH, region, between)).isFalse();
    }

    /** Two keys whose hashes have a slot in common are dropped together, and never one in the place of the other. */
    @Test
    void hashesOfOneSlotAreCalledTogether() {
        int same = HASH ^ 0x0001_0001; // both halves of what the slot is made of
        assertThat(Guard.slot(same)).isEqualTo(Guard.slot(HASH));
        long before = guard.ticket();
        guard.called("r", new int[] {same}, 0);
        assertThat(stands(HASH, region, before)).isFalse();
    }

    @Test
    void slotsOfNegativeHashesAreThere() {
        for (int hash : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0}) {
            long before = guard.ticket();
            guard.called("r", new int[] {hash}, 0);
            assertThat(stands(hash, region, before)).isFalse();
        }
    }

    @Test
    void nothingIsFilledThatWasReadBeforeTheDeadline() {
        guard.called("r", new int[] {HASH}, 1000);
        assertThat(mayFill(HASH, region, 999)).isFalse();
        assertThat(mayFill(HASH, region, 1000)).isFalse();
        assertThat(mayFill(HASH, region, 1001)).isTrue();
        assertThat(mayFill(OTHER, region, 1)).isTrue();
    }

    @Test
    void norOfARegionBeforeItsOwn() {
        guard.called("r", null, 1000);
        assertThat(mayFill(HASH, region, 1000)).isFalse();
        assertThat(mayFill(HASH, region, 1001)).isTrue();
        assertThat(mayFill(HASH, elsewhere, 1)).isTrue();
    }

    /** One whose lock was there before ends no wait for another one's. */
    @Test
    void anEarlierDeadlineDoesNotTakeBackALaterOne() {
        guard.called("r", new int[] {HASH}, 1000);
        guard.called("r", new int[] {HASH}, 0);
        guard.called("r", null, 500);
        assertThat(mayFill(HASH, region, 1000)).isFalse();
        guard.called("r", null, 2000);
        guard.called("r", null, 0);
        assertThat(mayFill(HASH, region, 2000)).isFalse();
        assertThat(mayFill(HASH, region, 2001)).isTrue();
    }

    /** Whoever has a ticket from after a call knows its deadline. */
    @Test
    void noTicketIsAheadOfItsDeadline() throws InterruptedException {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong wrong = new AtomicLong();
        CountDownLatch reading = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            while (running.get()) {
                long ticket = guard.ticket(); // so many calls, each with a deadline one later
                if (ticket > 0 && mayFill(HASH, region, ticket)) {
                    wrong.incrementAndGet();
                }
                reading.countDown();
            }
        });
        reader.start();
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        for (int deadline = 1; deadline <= 100_000; deadline++) {
            guard.called("r", new int[] {HASH}, deadline);
        }
        running.set(false);
        reader.join();
        assertThat(wrong).hasValue(0);
    }
}
