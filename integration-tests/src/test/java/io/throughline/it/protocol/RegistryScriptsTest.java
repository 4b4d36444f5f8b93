package io.throughline.it.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.protocol.Call;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JOIN, RENEW, EXPEL, LEAVE and CALL. */
class RegistryScriptsTest extends RegistryTest {

    private static final long TTL_MILLIS = 3_600_000;
    private static final String M = "M" + LEASE_MILLIS;
    private static final String X = "X" + LEASE_MILLIS;

    private RedisConnection listener;

    @BeforeEach
    void listen() {
        listener = connection();
        listener.call("SUBSCRIBE", near.callsChannel());
    }

    @AfterEach
    void stopListening() {
        listener.close();
    }

    /** What has been said since the last time. */
    private byte[] heard() {
        redis.call("PUBLISH", near.callsChannel(), "nothing");
        byte[] message = (byte[]) ((List<?>) listener.receive()).get(2);
        if (!new String(message, US_ASCII).equals("nothing")) {
            listener.receive();
        }
        return message;
    }

    private void assertCalled() {
        assertThat(heard()).isEqualTo(MESSAGE);
    }

    private void assertNotCalled() {
        assertThat(heard()).isEqualTo("nothing".getBytes(US_ASCII));
    }

    private long ttl() {
        return redis.number("PTTL", near.registryKey());
    }

    // JOIN

    @Test
    void joinMakesARegistryWithTheNonceOfTheFirst() {
        assertThat(join(ANN, "r")).isEqualTo(NONCE);
        assertThat(registry()).isEqualTo(Map.of("%nonce", NONCE, ANN, M, "%region:r", ANN + " "));
        assertThat(ttl()).isBetween(TTL_MILLIS - 60_000, TTL_MILLIS);
    }

    @Test
    void joinKeepsTheNonce() {
        join(ANN, "r");
        assertThat(text(run(joining(BOB, "2222222222222222", "r", "s")).list().get(0)))
                .isEqualTo(NONCE);
        assertThat(registry())
                .isEqualTo(Map.of(
                        "%nonce", NONCE, ANN, M, BOB, M, "%region:r", ANN + " " + BOB + " ", "%region:s", BOB + " "));
    }

    @Test
    void joinAddsRegions() {
        join(ANN, "r");
        join(ANN, "r", "s");
        assertThat(registry())
                .isEqualTo(Map.of("%nonce", NONCE, ANN, M, "%region:r", ANN + " ", "%region:s", ANN + " "));
    }

    /** Somebody has deleted the field: what else is there may be of any registry. */
    @Test
    void joinMakesARegistryWithoutANonceAnew() {
        join(ANN, "r");
        redis.call("HDEL", near.registryKey(), "%nonce");
        assertThat(text(run(joining(BOB, "2222222222222222", "s")).list().get(0)))
                .isEqualTo("2222222222222222");
        assertThat(registry()).isEqualTo(Map.of("%nonce", "2222222222222222", BOB, M, "%region:s", BOB + " "));
    }

    /** A query has named a region just then: its lease is being waited for, and must not be renewed. */
    @Test
    void joinDoesNotTakeBackAnExpulsion() {
        join(ANN, "r");
        expel(ANN);
        join(ANN, "r", "s");
        assertThat(registry()).containsEntry(ANN, X).containsEntry("%region:s", ANN + " ");
        assertThat(renew(ANN, NONCE)).isFalse();
    }

    // RENEW

    @Test
    void renewLetsTheRegistryLive() {
        join(ANN, "r");
        redis.call("PEXPIRE", near.registryKey(), 1_000_000);
        assertThat(renew(ANN, NONCE)).isTrue();
        assertThat(ttl()).isBetween(TTL_MILLIS - 60_000, TTL_MILLIS);
    }

    @Test
    void renewRefusesWhoWasExpelled() {
        join(ANN, "r");
        join(BOB, "r");
        expel(ANN);
        assertThat(renew(ANN, NONCE)).isFalse();
        assertThat(renew(BOB, NONCE)).isTrue();
    }

    @Test
    void renewRefusesWhoIsNotKnown() {
        join(ANN, "r");
        assertThat(renew(BOB, NONCE)).isFalse();
    }

    @Test
    void renewRefusesTheNonceOfAnother() {
        join(ANN, "r");
        assertThat(renew(ANN, "2222222222222222")).isFalse();
    }

    @Test
    void renewRefusesWhereThereIsNone() {
        assertThat(renew(ANN, NONCE)).isFalse();
        assertThat(redis.keys("*")).isEmpty();
    }

    // EXPEL

    @Test
    void expelMarksAndOthersAreToldOf() {
        join(ANN, "r");
        join(BOB, "r");
        expel(ANN);
        assertThat(registry()).containsEntry(ANN, X).containsEntry(BOB, M);
        assertThat(call("", "r")).containsExactly(NONCE, ANN, X, BOB, M);
    }

    @Test
    void expelTwiceIsOnce() {
        join(ANN, "r");
        expel(ANN);
        expel(ANN);
        assertThat(registry()).containsEntry(ANN, X);
    }

    @Test
    void expelMarksNobodyWhoHasLeft() {
        join(BOB, "r");
        expel(ANN);
        assertThat(registry()).doesNotContainKey(ANN);
        redis.flushAll();
        expel(ANN);
        assertThat(redis.keys("*")).isEmpty();
    }

    // LEAVE

    @Test
    void leaveTakesTheMemberOutOfItsRegions() {
        join(ANN, "r", "s");
        join(BOB, "s");
        assertThat(leave(false, ANN)).isEqualTo(1);
        assertThat(registry()).isEqualTo(Map.of("%nonce", NONCE, BOB, M, "%region:s", BOB + " "));
        assertThat(call("", "r", "s")).containsExactly(NONCE, BOB, M);
    }

    @Test
    void leaveOfTheLastLeavesTheNonce() {
        join(ANN, "r");
        join(BOB, "r");
        assertThat(leave(false, ANN, BOB)).isEqualTo(2);
        assertThat(registry()).isEqualTo(Map.of("%nonce", NONCE));
    }

    @Test
    void leaveOfThoseWhoWereExpelledLeavesTheOthers() {
        join(ANN, "r");
        join(BOB, "r");
        expel(ANN);
        assertThat(leave(true, ANN, BOB)).isEqualTo(1);
        assertThat(registry()).isEqualTo(Map.of("%nonce", NONCE, BOB, M, "%region:r", BOB + " "));
        assertThat(leave(true, ANN, BOB)).isZero();
        assertThat(registry()).containsEntry(BOB, M);
    }

    @Test
    void leaveOfWhoIsNotThere() {
        assertThat(leave(false, ANN)).isZero();
        assertThat(redis.keys("*")).isEmpty();
    }

    // CALL

    @Test
    void callNamesThoseOfTheRegions() {
        join(ANN, "r", "s");
        join(BOB, "t");
        assertThat(call("", "r")).containsExactly(NONCE, ANN, M);
        assertCalled();
        assertThat(call("", "t")).containsExactly(NONCE, BOB, M);
        assertCalled();
        assertThat(call("", "s", "r", "t")).containsExactly(NONCE, ANN, M, BOB, M);
        assertCalled();
    }

    /** No message where nobody keeps it near. */
    @Test
    void callNamesNobodyOfOtherRegions() {
        join(ANN, "r");
        assertThat(call("", "s")).containsExactly(NONCE);
        assertNotCalled();
    }

    @Test
    void callNeverNamesTheCaller() {
        join(ANN, "r");
        assertThat(call(ANN, "r")).containsExactly(NONCE);
        assertNotCalled();
        join(BOB, "r");
        assertThat(call(ANN, "r")).containsExactly(NONCE, BOB, M);
        assertCalled();
    }

    /** They hear nothing any more that would count. */
    @Test
    void callDoesNotCallThoseWhoWereExpelled() {
        join(ANN, "r");
        expel(ANN);
        assertThat(call("", "r")).containsExactly(NONCE, ANN, X);
        assertNotCalled();
    }

    @Test
    void callOfAMissingRegistryNamesNothing() {
        assertThat(call("", "r")).containsExactly("");
        assertNotCalled();
        assertThat(redis.keys("*")).isEmpty();
    }

    /** It may be of any time, and its members of no lease that is known of. */
    @Test
    void callOfARegistryWithoutANonceTakesItForMissing() {
        join(ANN, "r");
        redis.call("HDEL", near.registryKey(), "%nonce");
        assertThat(call("", "r")).containsExactly("");
    }

    /** Each tells its own lease. */
    @Test
    void callTellsLeases() {
        run(operations.join(near, ANN, 5000, NONCE, List.of("r")));
        assertThat(call("", "r")).containsExactly(NONCE, ANN, "M5000");
        expel(ANN);
        assertThat(call("", "r")).containsExactly(NONCE, ANN, "X5000");
    }

    // somebody else's key

    @ParameterizedTest
    @ValueSource(strings = {"join", "renew", "expel", "leave", "call"})
    void aKeyOfAnotherTypeIsRefusedAndStaysAsItIs(String script) {
        redis.call("RPUSH", near.registryKey(), "theirs");
        assertThatThrownBy(() -> run(of(script))).isInstanceOf(RedisError.class).hasMessageContaining("WRONGTYPE");
        assertThat(redis.number("LLEN", near.registryKey())).isEqualTo(1);
        assertThat(ttl()).as("no time to live").isEqualTo(-1);
        assertNotCalled();
    }

    private Call of(String script) {
        return switch (script) {
            case "join" -> joining(ANN, NONCE, "r");
            case "renew" -> operations.renew(near, ANN, NONCE);
            case "expel" -> operations.expel(near, List.of(ANN));
            case "leave" -> operations.leave(near, List.of(ANN), false);
            case "call" -> calling("", "r");
            default -> throw new IllegalArgumentException(script);
        };
    }
}
