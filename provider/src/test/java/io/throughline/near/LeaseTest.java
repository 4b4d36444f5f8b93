package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {

    private static final Duration LENGTH = Duration.ofMillis(1100);
    private static final long OWN_MILLIS = 900;
    private static final long MILLI = JumpingClocks.MILLI;

    private final JumpingClocks clocks = new JumpingClocks();
    private final Object home = new Object();
    private final Lease lease = new Lease("member", "nonce", home, Lease.Moment.now(clocks), LENGTH);

    @Test
    void aMemberTakesNineElevenths() {
        clocks.jump(OWN_MILLIS - 1);
        assertThat(lease.stands(clocks)).isTrue();
        clocks.jump(1);
        assertThat(lease.stands(clocks)).isFalse();
    }

    /** The machine was suspended: what the kernel calls monotonic has stood still. */
    @Test
    void itHasRunOutIfTheWallClockAloneSaysSo() {
        clocks.wallMillis.addAndGet(OWN_MILLIS);
        assertThat(lease.stands(clocks)).isFalse();
    }

    /** The wall clock has been set back. */
    @Test
    void itHasRunOutIfTheMonotonicClockAloneSaysSo() {
        clocks.nanos.addAndGet(OWN_MILLIS * MILLI);
        clocks.wallMillis.addAndGet(-3_600_000);
        assertThat(lease.stands(clocks)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5 * MILLI, Long.MIN_VALUE + 5 * MILLI})
    void whereverTheMonotonicClockBegins(long origin) {
        clocks.nanos.set(origin);
        Lease there = new Lease("member", "nonce", home, Lease.Moment.now(clocks), LENGTH);
        assertThat(there.stands(clocks)).isTrue();
        clocks.jump(OWN_MILLIS - 1);
        assertThat(there.stands(clocks)).isTrue();
        clocks.jump(1);
        assertThat(there.stands(clocks)).isFalse();
    }

    @Test
    void itIsRenewedFromWhenThatWasAskedFor() {
        clocks.jump(500);
        Lease.Moment asked = Lease.Moment.now(clocks);
        clocks.jump(300); // the answer takes that long
        assertThat(lease.renewed(asked, LENGTH, clocks)).isTrue();
        clocks.jump(OWN_MILLIS - 301);
        assertThat(lease.stands(clocks)).isTrue();
        clocks.jump(1);
        assertThat(lease.stands(clocks)).isFalse();
    }

    @Test
    void whatHasRunOutIsNotRenewed() {
        clocks.jump(OWN_MILLIS - 1);
        Lease.Moment asked = Lease.Moment.now(clocks); // while it stood
        clocks.jump(1);
        assertThat(lease.renewed(asked, LENGTH, clocks)).isFalse();
        assertThat(lease.stands(clocks)).isFalse();
    }

    /** Suspended while the answer was under way. */
    @Test
    void norWhatHasRunOutByTheWallClockAlone() {
        Lease.Moment asked = Lease.Moment.now(clocks);
        clocks.wallMillis.addAndGet(OWN_MILLIS);
        assertThat(lease.renewed(asked, LENGTH, clocks)).isFalse();
        assertThat(lease.stands(clocks)).isFalse();
    }

    @Test
    void aRegionIsFilledFromThenOn() {
        lease.fillsFromUnlessKnown("r", 1000);
        assertThat(lease.mayFill("r", 1000)).isFalse();
        assertThat(lease.mayFill("r", 1001)).isTrue();
        assertThat(lease.mayFill("never joined", Long.MAX_VALUE)).isFalse();
    }

    /** The member has joined with more regions: of the others nothing changes. */
    @Test
    void onceItIsKnownItStays() {
        lease.fillsFromUnlessKnown("r", 1000);
        lease.fillsFromUnlessKnown("r", 5000);
        lease.fillsFromUnlessKnown("another", 5000);
        assertThat(lease.mayFill("r", 1001)).isTrue();
        assertThat(lease.mayFill("another", 1001)).isFalse();
    }

    @Test
    void itIsOfAMemberOfARegistryOnAHome() {
        assertThat(lease.member()).isEqualTo("member");
        assertThat(lease.nonce()).isEqualTo("nonce");
        assertThat(lease.isOf(home)).isTrue();
        assertThat(lease.isOf(new Object())).isFalse();
        assertThat(lease.isOf(null)).isFalse();
    }
}
