package io.throughline.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RegionAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What has been fetched together is served soon, or not at all. */
class PrefetchedTest {

    private final RegionAddress region = new RegionAddress("namespace", "region", 1000, false, false);
    private final List<EntryAddress> entries =
            IntStream.range(0, 20).mapToObj(i -> region.entry("" + i)).toList();
    private long now = Long.MAX_VALUE - 1; // nanoTime may overflow
    private final Prefetched prefetched = new Prefetched(new Evictions(), () -> now);

    private void fetch(List<EntryAddress> some) {
        prefetched.begin();
        Map<EntryAddress, EntryRecords> fetched =
                some.stream().collect(Collectors.toMap(Function.identity(), entry -> new EntryRecords(null, null)));
        prefetched.add(fetched, null);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void onceEach() {
        fetch(entries);
        assertThat(prefetched.take(entries.get(0))).isNotNull();
        assertThat(prefetched.take(entries.get(0))).isNull();
        assertThat(prefetched.contains(entries.get(1))).isTrue();
    }

    @Test
    void notAfterAPause() {
        fetch(entries);
        pass(99);
        assertThat(prefetched.take(entries.get(0))).isNotNull();
        pass(99);
        assertThat(prefetched.take(entries.get(1))).isNotNull();
        pass(100);
        assertThat(prefetched.take(entries.get(2))).isNull();
    }

    @Test
    void notForMoreThanASecond() {
        fetch(entries);
        for (int i = 0; i < 19; i++) {
            assertThat(prefetched.take(entries.get(i)))
                    .as("after " + i * 50 + " ms")
                    .isNotNull();
            pass(50);
        }
        pass(50);
        assertThat(prefetched.take(entries.get(19))).isNull();
    }

    /** What is fetched next does not make what is old new. */
    @Test
    void eachFromItsOwnFetch() {
        fetch(entries.subList(0, 10));
        for (int i = 0; i < 9; i++) {
            pass(90);
            assertThat(prefetched.take(entries.get(i))).isNotNull();
        }
        pass(90);
        fetch(entries.subList(10, 20));
        assertThat(prefetched.contains(entries.get(9))).isTrue();
        pass(99);
        assertThat(prefetched.contains(entries.get(10))).isTrue();
        pass(1);
        assertThat(prefetched.contains(entries.get(10))).as("none was taken").isFalse();
        fetch(entries.subList(11, 12));
        assertThat(prefetched.contains(entries.get(11))).isTrue();
        assertThat(prefetched.contains(entries.get(9))).isFalse();
        assertThat(prefetched.contains(entries.get(12))).isFalse();
    }
}
