package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedTest {

    private final Named named = new Named();
    private final RegionAddress products = new RegionAddress("n", "products", 1000, false, false);
    private final RegionAddress reviews = new RegionAddress("n", "reviews", 1000, false, true);

    private Map<String, List<Integer>> read() {
        Map<String, List<Integer>> regions = new LinkedHashMap<>();
        named.read((region, hashes) -> regions.put(
                region, hashes == null ? null : Arrays.stream(hashes).boxed().toList()));
        return regions;
    }

    @Test
    void nothing() {
        assertThat(named.isEmpty()).isTrue();
        assertThat(named.regions()).isEmpty();
        assertThat(read()).isEmpty();
    }

    @Test
    void entriesByRegion() {
        named.entry(products.entry("1"));
        named.entry(reviews.entry("1"));
        named.entry(products.entry("2"));
        assertThat(named.isEmpty()).isFalse();
        assertThat(named.regions()).hasSize(2);
        assertThat(named.regions()).containsExactly(products.prefix(), reviews.prefix());
        assertThat(read())
                .containsExactly(
                        Map.entry(
                                products.prefix(),
                                List.of(Named.hash(products.entry("1")), Named.hash(products.entry("2")))),
                        Map.entry(reviews.prefix(), List.of(Named.hash(reviews.entry("1")))));
    }

    /** Members know a key by its hash alone. */
    @Test
    void hashesTellKeysOfOneIdApart() {
        assertThat(Named.hash(products.entry("1"))).isNotEqualTo(Named.hash(reviews.entry("1")));
        assertThat(Named.hash(products.entry("1"))).isEqualTo(Named.hash(products.entry("1")));
    }

    @Test
    void aWholeRegionTakesThePlaceOfItsEntries() {
        named.entry(products.entry("1"));
        named.region(products);
        named.entry(products.entry("2"));
        assertThat(read()).containsOnlyKeys(products.prefix()).containsValue(null);
    }

    @Test
    void spacesAreOfARegionOfTheirOwn() {
        SpaceAddress space = SpaceAddress.of("n", "timestamps", "products", "products", 1000);
        named.space(space);
        assertThat(read()).containsExactly(Map.entry(Named.SPACES, List.of(Named.hash(space))));
    }

    @Test
    void asManyAsThereAre() {
        for (int i = 0; i < 1000; i++) {
            named.entry(products.entry(Integer.toString(i)));
        }
        assertThat(read().get(products.prefix())).hasSize(1000);
    }
}
