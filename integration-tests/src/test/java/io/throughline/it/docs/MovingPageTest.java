package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.Setting;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/moving-from-redisson-hibernate.md says what replaces each setting of the other provider. */
class MovingPageTest {

    @Test
    void everySettingOfTheOtherProviderIsNamed() {
        Page page = Page.named("docs/moving-from-redisson-hibernate.md");
        assertThat(page.codes()).containsAll(RedissonHibernate.SETTINGS);
        List<String> ours = Arrays.stream(Setting.values()).map(Setting::key).toList();
        assertThat(page.codes())
                .filteredOn(code -> code.startsWith("hibernate.cache.redis."))
                .hasSizeGreaterThan(8)
                .isSubsetOf(ours);
    }
}
