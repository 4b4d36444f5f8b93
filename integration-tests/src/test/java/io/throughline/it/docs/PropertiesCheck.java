package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Each name occurs once, and all are settings. Those of kind {@code redisson-hibernate} must be in that page's table. */
final class PropertiesCheck implements BlockCheck {

    @Override
    public void check(Block block) throws IOException {
        Map<String, String> settings = new HashMap<>();
        Properties properties = new Properties() {
            @Override
            public synchronized Object put(Object name, Object value) {
                assertThat(settings.put((String) name, (String) value))
                        .as("%s: %s twice", block.place(), name)
                        .isNull();
                return super.put(name, value);
            }
        };
        properties.load(new StringReader(block.text()));
        assertThat(settings).as(block.place()).isNotEmpty();
        if (block.kind().equals("redisson-hibernate")) {
            settings.keySet().forEach(name -> RedissonHibernate.requireKnown(name, block.place()));
        } else {
            KnownSettings.check(settings, block.place());
        }
    }
}
