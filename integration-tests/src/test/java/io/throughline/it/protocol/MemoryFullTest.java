package io.throughline.it.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.it.servers.RedisServer;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With full memory, a put may fail, but nothing that correctness rests on does. Redis refuses only a script's first growing write, hence "first write
 * something that does not grow, then store".
 */
class MemoryFullTest extends ScriptTest {

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start("--maxmemory-policy", "noeviction");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    RedisConnection connection() {
        return server.connect();
    }

    @BeforeEach
    void oldStripe() {
        freeMemory();
        givenOldStripe();
    }

    @Test
    void locksAndSettles() {
        given(ItemRecord.of(now(), Items.unversioned(4)));
        fillMemory();
        assertThat(lock(mine).is(Reply.LOCKED)).isTrue();
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(mine));
        long before = now();
        assertThat(settle(mine, Items.unversioned(5)).is(Reply.STORED)).isTrue();
        assertThat(item()).isEqualTo(ItemRecord.of(item().stamp(), Items.unversioned(5)));
        assertThat(stripe().fence()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void addsAndRemovesHolders() {
        lock(others);
        fillMemory();
        lock(mine);
        assertThat(locked().holders()).hasSize(2);
        settle(mine, null);
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(others));
    }

    @Test
    void evicts() {
        given(ItemRecord.of(now(), Items.unversioned(4)));
        fillMemory();
        long before = now();
        evict();
        assertGone();
        assertThat(stripe().fence()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void evictsUnderALock() {
        lock(others);
        fillMemory();
        evict();
        assertThat(locked().concurrent()).isTrue();
    }

    @Test
    void clears() {
        make();
        fillMemory();
        long before = now();
        clear();
        assertThat(stripe().born()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void closesAndOpens() {
        make();
        fillMemory();
        assertThat(close(mine).is(Reply.CLOSED)).isTrue();
        assertThat(stripe().closers()).hasSize(1);
        long before = now();
        open(mine);
        assertThat(stripe().closers()).isEmpty();
        assertThat(stripe().born()).isGreaterThanOrEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "settle", "evict", "make", "clear", "close", "open"})
    void evenWithNothingThere(String script) {
        redis.flushAll();
        fillMemory();
        long before = now();
        run(call(script));
        assertThat(stripe().born()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aPutIsRefusedAndChangesNothing() {
        fillMemory();
        StripeRecord before = stripe();
        assertThatThrownBy(() -> put(5, now())).isInstanceOf(RedisError.class).hasMessageContaining("OOM");
        assertThat(stripe()).isEqualTo(before);
        assertGone();
    }

    @Test
    void aPutThatIsRefusedLeavesTheOlderItem() {
        ItemRecord older = ItemRecord.of(now() - SECOND, Items.versioned(1, 1, 4));
        given(older);
        fillMemory();
        assertThatThrownBy(() -> run(operations.putLoaded(entry, Items.versioned(1, 2, 5), now(), 0)))
                .isInstanceOf(RedisError.class);
        assertThat(item()).isEqualTo(older);
    }

    /** Once a call has written, Redis itself refuses nothing more of it. */
    @Test
    void aPutBehindOthersInOnePipelineIsRefused() {
        EntryAddress another = region.entry("2");
        fillMemory();
        List<Object> outcomes = runner.outcomes(List.of(
                operations.lock(another, mine, Row.NO_DEADLINE),
                operations.putLoaded(entry, Items.unversioned(5), now(), 0),
                operations.settle(another, mine, Items.unversioned(6))));
        assertThat(outcomes.get(0)).isEqualTo(Reply.LOCKED);
        assertThat(new String((byte[]) outcomes.get(1), US_ASCII)).startsWith("OOM ");
        assertThat(outcomes.get(2)).isIn(Reply.STORED, Reply.STORED_AHEAD);
        assertGone();
    }

    @Test
    void aPutKeepsTheFenceOfALockThatRanOut() {
        long limit = now() - SECOND;
        given(new LockRecord(false, limit - LIMIT, Limit.of(others, limit)));
        fillMemory();
        assertThat(put(5, limit).outcome()).isEqualTo(5);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertGone();
    }

    /** The lock has gone, so its limit must not. */
    @Test
    void aPutInThePlaceOfALockThatRanOutKeepsItsFence() {
        long limit = now() - SECOND;
        given(new LockRecord(false, limit - LIMIT, Limit.of(others, limit)));
        fillMemory();
        assertThatThrownBy(() -> put(5, limit + 1)).isInstanceOf(RedisError.class);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertGone();
    }

    @Test
    void aPutKeepsTheMarkOfALockOfWhichAHolderRanOut() {
        long limit = now() - SECOND;
        given(new LockRecord(false, limit - LIMIT, Limit.of(others, limit), Limit.of(mine, now() + LIMIT)));
        fillMemory();
        assertThat(put(5, limit + 1).outcome()).isEqualTo(6);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertThat(locked().concurrent()).isTrue();
    }

    @Test
    void aPutKeepsTheLimitOfACloserThatRanOut() {
        long limit = now() - SECOND;
        given(new StripeRecord(1, 1, Limit.of(others, limit)));
        fillMemory();
        assertThat(put(5, limit).outcome()).isEqualTo(4);
        assertThat(stripe()).isEqualTo(new StripeRecord(limit, limit));
    }
}
