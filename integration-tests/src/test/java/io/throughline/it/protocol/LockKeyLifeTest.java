package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Operations;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A lock's key lives until its last limit plus retention, and not a microsecond less. A lock that went sooner would leave no fence, while a load from
 * just before the writer's commit could still be put.
 */
class LockKeyLifeTest extends ScriptTest {

    /** A time to live that is rounded down is too short in about one round out of eight. */
    private static final int ROUNDS = 150;

    private static final String END = "local before = redis.call('TIME') local left = redis.call('PTTL', KEYS[1])"
            + " local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)"
            + " if before[1] * 1000 + math.floor(before[2] / 1000) ~= now then return 0 end return now + left";

    private String end;

    @BeforeEach
    void loadEnd() {
        end = redis.scriptLoad(END);
        givenOldStripe();
    }

    @Test
    void afterAnotherHasLocked() {
        for (int round = 0; round < ROUNDS; round++) {
            givenLock(round);
            lock(others);
            assertLivesLongEnough(round);
        }
    }

    @Test
    void afterAnotherHasSettled() {
        for (int round = 0; round < ROUNDS; round++) {
            givenLock(round);
            settle(others, null);
            assertLivesLongEnough(round);
        }
    }

    @Test
    void afterAnEviction() {
        for (int round = 0; round < ROUNDS; round++) {
            givenLock(round);
            evict();
            assertLivesLongEnough(round);
        }
    }

    /** Its limit is later than that of a lock placed now, by another part of a millisecond each time. */
    private void givenLock(int round) {
        given(new LockRecord(false, now(), Limit.of(mine, now() + 2 * LIMIT + 37 * round)));
    }

    /** Redis drops a key once its clock, in whole milliseconds, is past the key's end. */
    private void assertLivesLongEnough(int round) {
        long lastMoment = (endMillis() + 1) * 1000 - 1;
        long limit = locked().holders().get(0).at();
        assertThat(lastMoment).as("last moment, round %d", round).isGreaterThanOrEqualTo(limit + Operations.RETENTION);
    }

    /** Of the server's clock; asked again if a millisecond has passed while it was looked up. */
    private long endMillis() {
        long millis;
        do {
            millis = (Long) redis.evalSha(end, List.of(entry.key()));
        } while (millis == 0);
        return millis;
    }
}
