package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Read;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first load of an entry is put and read in every stripe: no stripe is made too late. */
class EveryStripeTest extends ScriptTest {

    @Test
    void admitsTheFirstLoadOnceMade() {
        make();
        Map<Integer, EntryAddress> entries = oneOfEachStripe();
        long asOf = now();
        assertThat(entries.values())
                .allSatisfy(entry -> assertThat(run(operations.putLoaded(entry, Items.unversioned(5), asOf, 0))
                                .is(Reply.PUT))
                        .isTrue());
        long later = now();
        assertThat(entries.values()).allSatisfy(entry -> {
            Read read = Read.of(runner.read(entry), later, Items.SHAPE);
            assertThat(read.miss()).isNull();
            assertThat(read.body().getLong()).isEqualTo(5);
        });
    }

    private Map<Integer, EntryAddress> oneOfEachStripe() {
        Map<Integer, EntryAddress> entries = new HashMap<>();
        for (long id = 1; entries.size() < RegionAddress.STRIPES; id++) {
            EntryAddress entry = region.entry(Long.toString(id));
            entries.putIfAbsent(entry.stripe(), entry);
        }
        return entries;
    }
}
