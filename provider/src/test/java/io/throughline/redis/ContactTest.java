package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.metrics.CacheActivity;
import io.throughline.protocol.RedisUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;

class ContactTest {

    private static final long SECOND = 1_000_000_000;
    /** So long that nothing of it passes while a test runs: only the clock below counts. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger silences = new AtomicInteger();
    private final Pauses pauses = new Pauses(clock::get);
    private final Contact contact =
            new Contact("a master", TIMEOUT, () -> {}, silences::incrementAndGet, pauses, new CacheActivity());

    /** A heartbeat that was answered with a refusal has learnt that the master takes no writes, however long this process stood still. */
    @Test
    void aPauseExcusesNoAnswer() {
        long sentAt = contact.now();
        clock.addAndGet(SECOND);
        assertThat(contact.excuses(new RedisTimeoutException("no answer"), sentAt))
                .isTrue();
        assertThat(contact.excuses(new RedisException("NOREPLICAS Not enough good replicas to write."), sentAt))
                .isFalse();
    }

    @Test
    void withoutAPauseATimeoutIsNoExcuse() {
        assertThat(contact.excuses(new RedisTimeoutException("no answer"), contact.now()))
                .isFalse();
    }

    @Test
    void thatNoConnectionWasFreeIsOne() {
        assertThat(contact.excuses(new RedisTimeoutException("Unable to acquire connection! "), contact.now()))
                .isTrue();
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += Pauses.TICK_MILLIS) {
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(Pauses.TICK_MILLIS));
            pauses.tick();
        }
    }

    /** A call that its caller has waited for as long as he may. */
    private void waitInVain() {
        waitInVainFor("no answer");
    }

    private void waitInVainFor(String what) {
        CompletableFuture<Void> command = new CompletableFuture<>();
        CompletableFuture<Void> sent = contact.send(() -> command);
        pass(TIMEOUT.toMillis());
        command.completeExceptionally(new RedisTimeoutException(what));
        assertThat(sent).isCompletedExceptionally();
    }

    /** As behind commands that a server which hangs has not answered: a commit would wait so for each of its steps. */
    @Test
    void whoeverHasWaitedForAConnectionInVainHasWaited() {
        waitInVainFor("Unable to acquire connection! ");
        assertThat(silences).hasValue(1);
        assertThat(contact.sendDispensable(CompletableFuture::new)).isCompletedExceptionally();
    }

    @Test
    void afterOneThatWaitedInVainNothingWaitsUntilAHeartbeatIsAnswered() {
        waitInVain();
        assertThat(silences).hasValue(1);
        assertThat(contact.sendDispensable(CompletableFuture::new)).isCompletedExceptionally();

        CompletableFuture<String> patient = contact.send(() -> CompletableFuture.completedFuture("sent"));
        assertThat(patient).isNotDone();
        contact.answers();
        assertThat(patient).isCompletedWithValue("sent");
        assertThat(contact.sendDispensable(() -> CompletableFuture.completedFuture("sent")))
                .isCompletedWithValue("sent");
    }

    @Test
    void whatTakesAwayWaitsForTheHeartbeatNoLongerThanAFifthOfATimeout() {
        waitInVain();
        pass(TIMEOUT.toMillis() / 5);
        assertThat(contact.send(CompletableFuture::new))
                .isCompletedExceptionally()
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(RedisUnavailableException.class)
                .withMessageContaining("has not answered a heartbeat since");
    }

    /** Nobody has waited for it; and it may be one connection of several that has gone. */
    @Test
    void aConnectionThatIsClosedIsNoSilence() {
        contact.send(() -> CompletableFuture.failedFuture(new RedisConnectionException("closed")));
        assertThat(silences).hasValue(0);
        assertThat(contact.sendDispensable(() -> CompletableFuture.completedFuture("sent")))
                .isCompletedWithValue("sent");
    }
}
