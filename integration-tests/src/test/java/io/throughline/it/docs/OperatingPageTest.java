package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/operating.md says what to do at every alert, and every alert says where; its figures are those that were measured. */
class OperatingPageTest {

    private static final String PAGE = "docs/operating.md";
    private static final Pattern FIGURE = Pattern.compile("\\(`([A-Z_]+)`, (\\d+) bytes\\)");

    @Test
    void everyAlertHasAHeadingAndLeadsToIt() throws IOException {
        Page page = Page.named(PAGE);
        JsonNode rules = new YAMLMapper()
                .readTree(Repository.ROOT
                        .resolve("docs/observability/alerts.yaml")
                        .toFile())
                .at("/groups/0/rules");
        assertThat(rules).isNotEmpty();
        List<String> alerts = new ArrayList<>();
        rules.forEach(rule -> {
            String alert = rule.path("alert").asText();
            alerts.add(alert);
            assertThat(page.headings()).contains(alert);
            assertThat(rule.at("/annotations/runbook_url").asText()).isEqualTo(PAGE + "#" + Page.anchor(alert));
        });
        assertThat(page.headings())
                .filteredOn(heading -> heading.matches("([A-Z][a-z]+){3,}"))
                .as("headings of alerts that there are")
                .isSubsetOf(alerts);
    }

    @Test
    void sizesAreThoseThatWereMeasured() {
        String measured = Repository.read(Repository.ROOT.resolve("docs/size-and-speed.md"));
        List<MatchResult> figures = FIGURE.matcher(Repository.read(Repository.ROOT.resolve(PAGE)))
                .results()
                .toList();
        assertThat(figures).isNotEmpty();
        assertThat(figures)
                .allSatisfy(figure -> assertThat(measured)
                        .containsPattern("\\| " + figure.group(1) + " \\| THROUGHLINE \\| \\d+ \\| " + figure.group(2)
                                + " \\|"));
    }
}
