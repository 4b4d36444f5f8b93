package io.throughline.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.TestServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The dashboard and the alert rules use only metrics and labels that a running node reports to Prometheus. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ObservabilityTest {

    /** What Prometheus itself adds to each series, and what histograms have. */
    private static final Set<String> PROMETHEUS_LABELS = Set.of("job", "instance", "le");

    private Node node;
    private Set<String> names;
    private Set<String> labels;

    @BeforeAll
    void scrape() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        node = Node.on(
                        TestServers.postgres().createDatabase(),
                        TestServers.redis().uri())
                .entities(Counter.class)
                .start();
        CompositeMeterRegistry registry = new CompositeMeterRegistry();
        registry.add(prometheus);
        new RedisCacheMetrics(node.factory()).bindTo(registry);
        node.dataSource().setMetricRegistry(registry);
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        node.inTransaction(session -> session.find(Counter.class, 1L).amount = 2);
        // the last meter of a master, which is known when it has answered
        Nodes.await(() -> registry.find("throughline.redis.memory.max").gauge() != null);
        List<String> samples = prometheus
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        names = samples.stream().map(line -> line.split("[ {]")[0]).collect(Collectors.toSet());
        labels = samples.stream()
                .flatMap(line -> PromQl.of(line.substring(0, line.lastIndexOf(' '))).labels().stream())
                .collect(Collectors.toSet());
        labels.addAll(PROMETHEUS_LABELS);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void alerts() throws IOException {
        JsonNode rules = new YAMLMapper()
                .readTree(
                        MetricsPage.docs().resolve("observability/alerts.yaml").toFile())
                .at("/groups/0/rules");
        assertThat(rules).hasSize(8);
        rules.forEach(rule -> {
            assertThat(rule.path("alert").asText()).matches("[A-Z]\\w+");
            assertThat(rule.path("for").asText()).matches("\\d+m");
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
            check(rule.path("expr").asText());
        });
    }

    @Test
    void dashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(MetricsPage.docs()
                        .resolve("observability/dashboard.json")
                        .toFile());
        List<String> expressions = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
        });
        assertThat(expressions).hasSizeGreaterThan(20);
        expressions.forEach(this::check);
        Set<String> shown = expressions.stream()
                .flatMap(expression -> PromQl.of(expression).metrics().stream())
                .collect(Collectors.toSet());
        assertThat(names.stream()
                        .filter(name -> name.startsWith("throughline_"))
                        .filter(name -> shown.stream().noneMatch(metric -> isOf(name, metric))))
                .as("what the dashboard does not show")
                .isEmpty();
    }

    /** The count, the sum and the buckets of one meter. */
    private static boolean isOf(String name, String metric) {
        return base(name).equals(base(metric));
    }

    private static String base(String name) {
        return name.replaceAll("_(bucket|count|sum|max)$", name.contains("memory") ? "$0" : "");
    }

    private void check(String expression) {
        PromQl query = PromQl.of(expression);
        assertThat(query.metrics()).as(expression).isNotEmpty().isSubsetOf(names);
        assertThat(query.labels()).as(expression).isSubsetOf(labels);
    }

    @Test
    void aTypingErrorIsFound() {
        assertThat(PromQl.of("sum by (region) (rate(throughline_cache_got_total{reslt=\"hit\"}[5m])) / 2")
                        .metrics())
                .containsExactly("throughline_cache_got_total");
        assertThat(PromQl.of("sum by (region) (rate(a{reslt=\"hit\", b=~\"c{,}\"}[5m]))")
                        .labels())
                .containsExactlyInAnyOrder("region", "reslt", "b");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> PromQl.of("sum(rate(a[5m])"))
                .isInstanceOf(IllegalArgumentException.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> PromQl.of("avrage(a)"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
