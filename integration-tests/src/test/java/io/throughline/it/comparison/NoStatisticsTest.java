package io.throughline.it.comparison;

import org.junit.jupiter.api.Test;

/** Without hibernate.generate_statistics. */
class NoStatisticsTest extends SettingsTest {

    NoStatisticsTest() {
        super("hibernate.generate_statistics", "false");
    }

    @Test
    void nothingIsCounted() {
        observed(this::reading).is("nothing");
    }
}
