package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.metrics.PromQl;
import java.util.Set;
import java.util.stream.Collectors;

/** An expression; those of its metrics that are the cache's must be in docs/metrics.md. */
final class PromQlCheck implements BlockCheck {

    @Override
    public void check(Block block) {
        check(block.text(), block.place());
    }

    static void check(String expression, String place) {
        Set<String> meters = Page.named("docs/metrics.md").codes().stream()
                .filter(code -> code.startsWith("throughline."))
                .map(code -> code.replace('.', '_'))
                .collect(Collectors.toSet());
        PromQl query = PromQl.of(expression);
        assertThat(query.metrics()).as(place).isNotEmpty();
        assertThat(query.metrics())
                .filteredOn(metric -> metric.startsWith("throughline_"))
                .as(place)
                .allMatch(metric -> meters.stream().anyMatch(metric::startsWith));
    }
}
