package io.throughline.it.springboot;

import java.util.List;
import java.util.regex.Pattern;

/** What {@code /actuator/prometheus} says. */
record PrometheusPage(List<String> lines) {

    static PrometheusPage of(String body) {
        return new PrometheusPage(body.lines().toList());
    }

    boolean hasMeter(String name) {
        Pattern series = Pattern.compile(Pattern.quote(name.replace('.', '_')) + "(_[a-z]+)*(\\{.*)? .*");
        return lines.stream().anyMatch(line -> series.matcher(line).matches());
    }

    /** Of all series of this name with this label. */
    double sum(String name, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
