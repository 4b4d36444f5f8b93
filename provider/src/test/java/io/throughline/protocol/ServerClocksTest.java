package io.throughline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two servers, one of them ahead of the other. */
class ServerClocksTest {

    private static final long EPOCH = 1_700_000_000_000_000L; // microseconds
    private static final long AHEAD = 5_000_000;
    private static final long SECOND = 1_000_000_000L; // nanoseconds

    private long local;
    private final ServerClocks clocks = new ServerClocks(() -> local);

    @Test
    void nothingIsKnownWhileAMasterIsNot() {
        assertThat(clocks.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clocks.atMost()).isEqualTo(ServerClock.UNKNOWN);
        clocks.masters(List.of("a", "b"));
        sample("a", 0);
        assertThat(clocks.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        assertThat(clocks.isVoid(ServerClock.UNKNOWN)).isTrue();
    }

    @Test
    void atLeastIsTheLeastAndAtMostTheGreatest() {
        clocks.masters(List.of("a", "b"));
        sample("a", AHEAD);
        sample("b", 0);
        assertThat(clocks.atLeast()).isBetween(now() - 1, now());
        assertThat(clocks.atMost()).isBetween(now() + AHEAD, now() + AHEAD + 3);
        assertThat(clocks.isVoid(clocks.atLeast())).isFalse();
    }

    @Test
    void theSameMastersVoidNothing() {
        clocks.masters(List.of("a", "b"));
        sample("a", 0);
        sample("b", 0);
        long asOf = clocks.atLeast();
        clocks.masters(List.of("b", "a"));
        assertThat(clocks.isVoid(asOf)).isFalse();
        assertThat(clocks.atLeast()).isEqualTo(asOf);
    }

    @Test
    void otherMastersVoidEveryAsOf() {
        clocks.masters(List.of("a"));
        sample("a", 0);
        long asOf = clocks.atLeast();
        clocks.masters(List.of("a", "b"));
        assertThat(clocks.isVoid(asOf)).isTrue();
        sample("b", 0);
        local += SECOND;
        assertThat(clocks.isVoid(clocks.atLeast())).isFalse();
        long withB = clocks.atLeast();
        clocks.masters(List.of("a"));
        assertThat(clocks.isVoid(withB)).isTrue();
    }

    @Test
    void whatIsKnownOfAMasterThatStaysIsKept() {
        clocks.masters(List.of("a", "b"));
        sample("a", 0);
        sample("b", 0);
        clocks.masters(List.of("b"));
        local += SECOND;
        assertThat(clocks.atLeast()).isGreaterThan(EPOCH);
    }

    /** Its time is no later than what was given out before: by their number the two could not be told apart. */
    @Test
    void aNewMasterThatIsBehindIsNotUsedUntilItHasCaughtUp() {
        clocks.masters(List.of("a"));
        sample("a", AHEAD);
        long asOf = clocks.atLeast();
        clocks.masters(List.of("b"));
        sample("b", 0);
        assertThat(clocks.isVoid(asOf)).isTrue();
        assertThat(clocks.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        local += 4 * SECOND;
        assertThat(clocks.atLeast()).isEqualTo(ServerClock.UNKNOWN);
        local += 3 * SECOND; // the bound lags
        assertThat(clocks.atLeast()).isGreaterThan(asOf);
    }

    @Test
    void voidAllVoidsWithTheSameMasters() {
        clocks.masters(List.of("a"));
        sample("a", 0);
        long asOf = clocks.atLeast();
        clocks.voidAll();
        assertThat(clocks.isVoid(asOf)).isTrue();
        local += SECOND;
        assertThat(clocks.isVoid(clocks.atLeast())).isFalse();
    }

    /** Whatever is given out while the masters change is void afterwards, or of the new ones. */
    @Test
    void noneSlipsThroughWhileTheyChange() throws InterruptedException {
        ServerClocks real = new ServerClocks(System::nanoTime);
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong given = new AtomicLong();
        CountDownLatch first = new CountDownLatch(1);
        real.masters(List.of("a")).get("a").sample(System.nanoTime(), EPOCH, EPOCH);
        Thread asking = new Thread(() -> {
            while (running.get()) {
                long asOf = real.atLeast();
                if (asOf != ServerClock.UNKNOWN) {
                    given.set(asOf);
                    first.countDown();
                }
            }
        });
        asking.start();
        assertThat(first.await(30, TimeUnit.SECONDS)).as("one is given out").isTrue();
        real.masters(List.of("b"));
        running.set(false);
        asking.join();
        assertThat(real.isVoid(given.get())).isTrue();
    }

    private void sample(String master, long ahead) {
        ServerClock clock = clocks.masters(known()).get(master);
        clock.sample(clock.localTime(), now() + ahead, now() + ahead);
    }

    private List<String> known() {
        return List.copyOf(clocks.known());
    }

    private long now() {
        return EPOCH + local / 1000;
    }
}
