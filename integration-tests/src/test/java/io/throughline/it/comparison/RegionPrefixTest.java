package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With hibernate.cache.region_prefix. */
class RegionPrefixTest extends SettingsTest {

    RegionPrefixTest() {
        super("hibernate.cache.region_prefix", "app");
    }

    @Test
    void regionsKeepTheirNames() {
        observed(this::reading)
                .is(
                        "sql 2; Note hit 1; Shelf hit 1; Shelf.books miss 1 put 1; Shelf.labels miss 1 put 1; entities loaded 1; collections loaded 2 fetched 2");
        observed(this::reading).is("Book hit 1; Note hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1");
        cache().evictRegion("Book");
        observed(this::reading)
                .is(
                        "sql 1; Book miss 1 put 1; Note hit 1; Shelf hit 1; Shelf.books hit 1; Shelf.labels hit 1; entities loaded 1 fetched 1");
        assertThat(node().statistics().getSecondLevelCacheRegionNames()).contains("Book", "Shelf.books");
    }
}
