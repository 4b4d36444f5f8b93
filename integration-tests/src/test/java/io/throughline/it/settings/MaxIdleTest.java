package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.protocol.CallRunner;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.Token;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code max_idle}: an entry that nobody hits goes before its time to live. */
@Timeout(120)
class MaxIdleTest {

    private static final String KEY = Space.key(Counter.class.getName(), "1");
    private static final long MINUTE = 60_000;
    private static final Script TOUCH = Scripts.shipped().touch();
    private static final Predicate<Command> IS_TOUCH = command -> command.runs(TOUCH);

    @Test
    void whatIsNeverHitGoesAfterTheIdleTime() {
        try (Space space = space("20m", "1h")) {
            assertThat(space.redis().number("PTTL", KEY)).isBetween(19 * MINUTE, 20 * MINUTE);
        }
    }

    @Test
    void soDoesWhatWasLoaded() {
        try (Space space = space("20m", "1h")) {
            space.redis().call("DEL", KEY);
            hit(space);
            assertThat(space.redis().number("PTTL", KEY)).isBetween(19 * MINUTE, 20 * MINUTE);
        }
    }

    @Test
    void aHitMovesTheEndOfLife() {
        try (Space space = space("20m", "1h")) {
            space.redis().call("PEXPIRE", KEY, MINUTE);
            hit(space);
            Nodes.await(() -> space.redis().number("PTTL", KEY) > 19 * MINUTE);
            assertThat(space.redis().number("PTTL", KEY)).isLessThanOrEqualTo(20 * MINUTE);
        }
    }

    /** The item is made to look as if it had been stored 50 minutes ago. */
    @Test
    void neverBeyondItsTimeToLive() {
        try (Space space = space("20m", "1h")) {
            byte[] item = (byte[]) space.redis().call("GET", KEY);
            java.nio.ByteBuffer record = java.nio.ByteBuffer.wrap(item);
            record.putLong(2, record.getLong(2) - 50 * MINUTE * 1000);
            byte[] guard = (byte[]) space.redis().call("GET", regionsRecord());
            java.nio.ByteBuffer born = java.nio.ByteBuffer.wrap(guard);
            born.putLong(2, born.getLong(2) - 60 * MINUTE * 1000);
            space.redis().call("SET", regionsRecord(), guard);
            space.redis().call("SET", KEY, item, "PX", MINUTE);
            hit(space);
            Nodes.await(() -> space.redis().number("PTTL", KEY) > 8 * MINUTE);
            assertThat(space.redis().number("PTTL", KEY)).isLessThanOrEqualTo(10 * MINUTE);
        }
    }

    @Test
    void anIdleTimeLongerThanTheTimeToLiveChangesNothing() {
        try (Space space = space("2h", "1h")) {
            space.redis().call("PEXPIRE", KEY, MINUTE);
            RoundTrips trips = space.relay().countUntilQuiet(() -> hit(space));
            assertThat(touches(trips)).isZero();
            assertThat(space.redis().number("PTTL", KEY)).isLessThanOrEqualTo(MINUTE);
        }
    }

    @Test
    void theCallerDoesNotWaitForTheTouch() {
        try (Space space = space("20m", "1h", "150s"); // whoever waits waits longer than the test
                Stall stall = space.relay().stall(IS_TOUCH)) {
            hit(space); // returns
            stall.awaitStalled(Duration.ofSeconds(30));
            assertThat(stall.held()).hasSize(1);
        }
    }

    @Test
    void manyHitsAreOneTouch() {
        try (Space space = space("20m", "1h")) {
            RoundTrips trips = space.relay().hold(Duration.ofMillis(20)).countUntilQuiet(() -> {
                for (int i = 0; i < 20; i++) {
                    hit(space);
                }
            });
            assertThat(touches(trips)).as(trips::toString).isEqualTo(1);
        }
    }

    @Test
    void afterHalfTheIdleTimeOneMore() {
        try (Space space = space("2s", "1h")) {
            AtomicInteger touches = new AtomicInteger();
            space.relay().rewrite(command -> {
                touches.addAndGet(IS_TOUCH.test(command) ? 1 : 0);
                return command;
            });
            Nodes.await(() -> {
                hit(space);
                return touches.get() >= 2;
            });
        }
    }

    @Test
    void aLockIsNeverTouched() {
        try (Space space = space("20m", "1h")) {
            Operations operations = new Operations(Scripts.shipped(), 10_000_000);
            EntryAddress entry =
                    new RegionAddress(Space.NAMESPACE, Counter.class.getName(), 3_600_000, false, false).entry("1");
            assertThat(List.of(entry.recordKey(), entry.key())).containsExactly(regionsRecord(), KEY);
            CallRunner runner = new CallRunner(space.redis());
            runner.run(operations.lock(entry, new Token.Source().next(), Long.MAX_VALUE / 1024));
            long before = space.redis().number("PTTL", KEY);
            byte[] record = (byte[]) space.redis().call("GET", KEY);
            assertThat(record).startsWith('L', 1);
            assertThat(runner.run(operations.touch(entry, 20 * MINUTE, 60 * MINUTE))
                            .outcome())
                    .isEqualTo(0L);
            assertThat(space.redis().number("PTTL", KEY)).isLessThanOrEqualTo(before);
            assertThat((byte[]) space.redis().call("GET", KEY)).isEqualTo(record);
        }
    }

    @Test
    void nothingIsTouchedIfItIsNotSet() {
        try (Space space = Space.of(Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            Space.awaitClock(space.node());
            RoundTrips trips = space.relay().countUntilQuiet(() -> hit(space));
            assertThat(touches(trips)).isZero();
            assertThat(trips.commands()).isEqualTo(1);
        }
    }

    private static Space space(String maxIdle, String ttl) {
        return space(maxIdle, ttl, "10s");
    }

    private static Space space(String maxIdle, String ttl, String commandTimeout) {
        Space space = Space.of(
                node -> node.set("hibernate.cache.redis.max_idle", maxIdle)
                        .set("hibernate.cache.redis.ttl_spread", "0") // ends are compared to the minute
                        .set("hibernate.cache.redis.ttl", ttl)
                        .set("hibernate.cache.redis.command_timeout", commandTimeout),
                Counter.class);
        space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
        Space.awaitClock(space.node());
        return space;
    }

    private static String regionsRecord() {
        return Space.recordKey(Counter.class.getName());
    }

    private static void hit(Space space) {
        space.node().inTransaction(session -> session.find(Counter.class, 1L));
    }

    private static long touches(RoundTrips trips) {
        return trips.bursts().stream()
                .flatMap(List::stream)
                .filter(command -> command.startsWith("EVALSHA touch"))
                .count();
    }
}
