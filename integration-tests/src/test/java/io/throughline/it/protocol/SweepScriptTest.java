package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepScriptTest extends ScriptTest {

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
    }

    private Reply sweep(EntryAddress... entries) {
        List<String> keys = Arrays.stream(entries).map(EntryAddress::key).toList();
        return run(operations.sweep(region, entry.recordKey(), keys));
    }

    @Test
    void takesAwayWhatWasCleared() {
        given(ItemRecord.of(now(), Items.unversioned(4)));
        run(operations.clear(region, 0));
        assertThat(sweep(entry).outcome()).isEqualTo(1);
        assertGone();
    }

    @Test
    void leavesWhatIsBelieved() {
        given(ItemRecord.of(now(), Items.unversioned(4)));
        long fence = stripe().fence();
        assertThat(sweep(entry).outcome()).isZero();
        assertThat(read().miss()).isNull();
        assertThat(stripe().fence()).isEqualTo(fence);
    }

    @Test
    void leavesWhatWasPutSince() {
        run(operations.clear(region, 0));
        assertThat(put(5, now()).outcome()).isEqualTo(1);
        assertThat(sweep(entry).outcome()).isZero();
        assertThat(read().miss()).isNull();
    }

    @Test
    void leavesALock() {
        lock(mine);
        LockRecord before = locked();
        run(operations.clear(region, 0));
        assertThat(sweep(entry).outcome()).isZero();
        assertThat(locked()).isEqualTo(before);
    }

    @Test
    void leavesWhatItDoesNotKnow() {
        redis.call("SET", entry.key(), "I\2 of another release");
        run(operations.clear(region, 0));
        assertThat(sweep(entry).outcome()).isZero();
        assertThat(redis.text("GET", entry.key())).startsWith("I\2");
    }

    @Test
    void withoutAStripeNothingIsBelieved() {
        given(ItemRecord.of(now() - SECOND, Items.unversioned(4)));
        redis.call("DEL", entry.recordKey());
        assertThat(sweep(entry).outcome()).isEqualTo(1);
        assertGone();
    }

    @Test
    void severalAtATime() {
        EntryAddress other = IntStream.range(2, Integer.MAX_VALUE)
                .mapToObj(id -> region.entry(Integer.toString(id)))
                .filter(some -> some.recordKey().equals(entry.recordKey()))
                .findFirst()
                .orElseThrow();
        given(ItemRecord.of(now() - SECOND, Items.unversioned(4)));
        redis.call("COPY", entry.key(), other.key());
        run(operations.clear(region, 0));
        assertThat(sweep(entry, other).outcome()).isEqualTo(2);
    }
}
