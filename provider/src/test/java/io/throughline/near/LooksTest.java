package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are nanoseconds. */
class LooksTest {

    private static final long LEASE = 1000;
    private static final long CLAIM = 500;
    private static final String NONCE = "n1";
    private static final String NONE = "";

    private final Looks looks =
            new Looks(new NearTimes(Duration.ofNanos(LEASE), Duration.ofNanos(CLAIM), Duration.ZERO));
    private final Object contact = new Object();

    private long look(long at, String nonce, boolean somebody) {
        return looks.looked(contact, at, at, nonce, somebody);
    }

    @Test
    void whoHasNotLookedDoesNotKnow() {
        assertThat(looks.foundNobody(0)).isFalse();
        assertThat(looks.foundNobody(Long.MAX_VALUE)).isFalse();
    }

    /** It says nothing of the leases from before. */
    @ParameterizedTest
    @ValueSource(strings = {NONE, NONCE})
    void aRegistryThatIsNotKnownIsWaitedForALease(String nonce) {
        assertThat(look(100, nonce, false)).isEqualTo(100 + LEASE);
        assertThat(looks.foundNobody(100)).isFalse();
    }

    @Test
    void theLeaseIsFromTheAnswerOn() {
        assertThat(looks.looked(contact, 100, 150, NONCE, true)).isEqualTo(150 + LEASE);
    }

    /** Over which the claim goes on: each look finds nobody, and the next one comes in time. */
    @Test
    void nobodyIsBelievedForAClaimFromTheQuestionOn() {
        for (long at = 0; at <= LEASE; at += CLAIM) {
            looks.looked(contact, at, at, NONE, false);
        }
        assertThat(looks.foundNobody(LEASE)).isTrue();
        assertThat(looks.foundNobody(LEASE + CLAIM)).isTrue();
        assertThat(looks.foundNobody(LEASE + CLAIM + 1)).isFalse();
    }

    @Test
    void nobodyIsNotBelievedWhileLeasesMayStand() {
        for (long at = 0; at <= LEASE; at += CLAIM) {
            looks.looked(contact, at, at, NONE, false);
        }
        assertThat(looks.foundNobody(LEASE - 1)).isFalse();
        assertThat(looks.foundNobody(LEASE)).isTrue();
    }

    @Test
    void somebodyIsNotNobody() {
        look(0, NONCE, true);
        look(2 * LEASE, NONCE, true);
        assertThat(looks.foundNobody(2 * LEASE)).isFalse();
    }

    @Test
    void theSameRegistryGoesOn() {
        assertThat(look(0, NONCE, true)).isEqualTo(LEASE);
        assertThat(look(10 * LEASE, NONCE, true)).isEqualTo(LEASE);
    }

    @Test
    void anotherRegistryDoesNot() {
        look(0, NONCE, true);
        assertThat(look(5 * LEASE, "n2", true)).isEqualTo(6 * LEASE);
    }

    @Test
    void norOneThatIsMissingNow() {
        look(0, NONCE, true);
        assertThat(look(5 * LEASE, NONE, false)).isEqualTo(6 * LEASE);
        assertThat(looks.foundNobody(5 * LEASE + 1)).isFalse();
    }

    /** A failover may have taken it back. */
    @Test
    void norTheSameWithAnotherContact() {
        look(0, NONCE, true);
        assertThat(looks.looked(new Object(), 5 * LEASE, 5 * LEASE, NONCE, true))
                .isEqualTo(6 * LEASE);
    }

    /** The contact was lost between question and answer: nothing continues this look, nor is continued by it. */
    @Test
    void norWithoutAContact() {
        look(0, NONCE, true);
        assertThat(looks.looked(null, 5 * LEASE, 5 * LEASE, NONCE, true)).isEqualTo(6 * LEASE);
        assertThat(looks.looked(null, 8 * LEASE, 8 * LEASE, NONCE, true)).isEqualTo(9 * LEASE);
        assertThat(look(11 * LEASE, NONCE, true)).isEqualTo(12 * LEASE);
    }

    /** Whoever has joined since may keep nothing yet, wherever that was. */
    @Test
    void whoHasFoundNobodyAMomentAgoGoesOnWhateverComes() {
        look(0, NONE, false);
        assertThat(looks.looked(new Object(), CLAIM, CLAIM, NONCE, true)).isEqualTo(LEASE);
    }

    @Test
    void butNotALongTimeAgo() {
        look(0, NONE, false);
        assertThat(look(CLAIM + 1, NONCE, true)).isEqualTo(CLAIM + 1 + LEASE);
    }

    /** It is the answer that must have come in time. */
    @Test
    void norIfTheAnswerTookLong() {
        look(0, NONE, false);
        assertThat(looks.looked(contact, CLAIM, CLAIM + 1, NONCE, true)).isEqualTo(CLAIM + 1 + LEASE);
    }

    @Test
    void anOlderLookDoesNotTakeThePlaceOfANewer() {
        look(0, NONCE, false);
        look(2 * LEASE, NONCE, true);
        looks.looked(contact, LEASE, 2 * LEASE + 1, NONCE, false); // its answer took so long
        assertThat(looks.foundNobody(2 * LEASE + 1)).isFalse();
        look(2 * LEASE + 2, NONCE, false);
        assertThat(looks.foundNobody(2 * LEASE + 2)).isTrue();
    }

    @Test
    void theLongestLeaseThatWasHeardOfIsWaitedFor() {
        looks.leaseIs(LEASE / 2);
        assertThat(looks.longestLease()).isEqualTo(LEASE);
        looks.leaseIs(3 * LEASE);
        looks.leaseIs(2 * LEASE);
        assertThat(looks.longestLease()).isEqualTo(3 * LEASE);
        assertThat(look(0, NONCE, true)).isEqualTo(3 * LEASE);
    }

    /** From when it was known that the first question would not be answered: until then others may have renewed their leases. */
    @Test
    void anOutageIsWaitedForOnce() {
        look(0, NONCE, true);
        assertThat(looks.failed(100)).isEqualTo(100 + LEASE);
        assertThat(looks.failed(5 * LEASE)).isEqualTo(100 + LEASE);
        look(6 * LEASE, NONCE, true);
        assertThat(looks.failed(7 * LEASE)).isEqualTo(8 * LEASE);
    }
}
