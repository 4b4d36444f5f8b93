package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where stripes and entries lie: other releases, and people, look for them there. */
class RegionKeysTest extends ScriptTest {

    /** The CRC-32 of this id is in every textbook: cbf43926, and 0x26 is 38. */
    @Test
    void anEntryLiesInTheStripeOfItsChecksum() {
        EntryAddress address = new RegionAddress("ns", "region", 1, false, true).entry("123456789");
        assertThat(address.recordKey()).isEqualTo("ns:region:{38}");
        assertThat(address.key()).isEqualTo("ns:region:{38}:123456789");
    }

    @Test
    void inAClusterThereAre256Records() {
        List<String> keys = new RegionAddress("it", "r", LONGEST_TTL_MILLIS, false, true).recordKeys();
        assertThat(keys).hasSize(256).doesNotHaveDuplicates();
        assertThat(keys.get(255)).isEqualTo("it:r:{255}");
    }

    @Test
    void elsewhereThereIsOne() {
        RegionAddress address = new RegionAddress("ns", "region", 1, false, false);
        assertThat(address.recordKeys()).containsExactly("ns:region:{%region}");
        EntryAddress one = address.entry("123456789");
        assertThat(one.recordKey()).isEqualTo("ns:region:{%region}");
        assertThat(one.key()).isEqualTo("ns:region:{38}:123456789");
        assertThat(one.stripe()).isEqualTo(38);
    }

    @ParameterizedTest
    @ValueSource(strings = {"region", "a.b.Region", "[r]", "r*", "r?", "a\\b", "r-[a-z]"})
    void thePatternMatchesTheRegionsKeysAlone(String name) {
        EntryAddress ours = new RegionAddress("it", name, LONGEST_TTL_MILLIS, false, true).entry("1");
        redis.call("SET", ours.recordKey(), "");
        redis.call("SET", ours.key(), "");
        for (String other : new String[] {"regionother", "r", "rr", "ra", "b", "r-b", "ab"}) {
            redis.call(
                    "SET",
                    new RegionAddress("it", other, LONGEST_TTL_MILLIS, false, true)
                            .entry("1")
                            .key(),
                    "");
        }
        assertThat(redis.keys(ours.region().keyPattern())).containsExactly(ours.recordKey(), ours.key());
    }
}
