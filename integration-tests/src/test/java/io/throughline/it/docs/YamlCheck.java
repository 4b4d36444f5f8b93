package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.throughline.it.metrics.PromQl;
import java.util.HashMap;
import java.util.Map;
import org.redisson.config.Config;

/** Redisson reads a Redisson configuration, and {@link PromQl} reads alert rules. Everything else is settings, nested or with dots. */
final class YamlCheck implements BlockCheck {

    private final YAMLMapper mapper = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    public void check(Block block) throws Exception {
        Map<String, String> settings = new HashMap<>();
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(block.text())) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                assertThat(document.isObject()).as(block.place()).isTrue();
                if (document.properties().stream()
                        .anyMatch(entry -> entry.getKey().endsWith("Config"))) {
                    Config.fromYAML(block.text());
                    return;
                }
                if (document.has("groups")) {
                    document.findValues("expr").forEach(rule -> PromQl.of(rule.asText()));
                    return;
                }
                flatten("", document, settings);
            }
        }
        assertThat(settings).as(block.place()).isNotEmpty();
        KnownSettings.check(settings, block.place());
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> settings) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                            entry.getValue(),
                            settings));
        } else {
            settings.put(prefix.replaceAll("\\.?\\[(.+?)]", ".$1"), node.isArray() ? node.toString() : node.asText());
        }
    }
}
