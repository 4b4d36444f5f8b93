package io.throughline.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Redis was lately known to hold need not be offered again; in doubt it is. */
class PresentLatelyTest {

    private static final long BELIEVED_FROM = 7;

    private final RegionAddress region = new RegionAddress("namespace", "region", 1000, false, false);
    private final EntryAddress entry = region.entry("1");
    private long now = Long.MAX_VALUE - 1; // nanoTime may overflow
    private final PresentLately present = new PresentLately(() -> now);

    private boolean knows() {
        return present.knows(entry, 3, BELIEVED_FROM);
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(knows()).isFalse();
        present.forget(entry);
        assertThat(knows()).isFalse();
    }

    @Test
    void whatWasSeenIsKnownForTenSeconds() {
        present.seen(entry, 3, BELIEVED_FROM);
        assertThat(knows()).isTrue();
        now += TimeUnit.MILLISECONDS.toNanos(9900);
        assertThat(knows()).isTrue();
        now += TimeUnit.MILLISECONDS.toNanos(300);
        assertThat(knows()).isFalse();
    }

    @Test
    void inThatVersionAlone() {
        present.seen(entry, 3, BELIEVED_FROM);
        assertThat(present.knows(entry, 4, BELIEVED_FROM)).isFalse();
        assertThat(present.knows(entry, null, BELIEVED_FROM)).isFalse();
        assertThat(present.knows(region.entry("2"), 3, BELIEVED_FROM)).isFalse();
    }

    @Test
    void withoutAVersionToo() {
        present.seen(entry, null, BELIEVED_FROM);
        assertThat(present.knows(entry, null, BELIEVED_FROM)).isTrue();
    }

    @Test
    void whatWasThereBeforeTheContactWasLostCountsForNothing() {
        present.seen(entry, 3, BELIEVED_FROM);
        assertThat(present.knows(entry, 3, BELIEVED_FROM + 1)).isFalse();
    }

    @Test
    void whatIsForgottenIsNotKnown() {
        present.seen(entry, 3, BELIEVED_FROM);
        present.forget(entry);
        assertThat(knows()).isFalse();
        present.seen(entry, 3, BELIEVED_FROM);
        present.forgetAll();
        assertThat(knows()).isFalse();
    }

    /** Entries share slots: those that came last are known. */
    @Test
    void mostOfManyAreKnown() {
        List<EntryAddress> many =
                IntStream.range(0, 3000).mapToObj(i -> region.entry("" + i)).toList();
        many.forEach(one -> present.seen(one, 1, BELIEVED_FROM));
        assertThat(many.stream()
                        .filter(one -> present.knows(one, 1, BELIEVED_FROM))
                        .count())
                .isGreaterThan(2990);
        assertThat(many.stream()
                        .filter(one -> present.knows(one, 2, BELIEVED_FROM))
                        .count())
                .isZero();
    }
}
