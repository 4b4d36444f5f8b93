package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.metrics.CacheActivity;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;

class ContactTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong();
    private final Pauses pauses = new Pauses(clock::get);
    private final Contact contact = new Contact("a master", () -> {}, pauses, new CacheActivity());

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
}
