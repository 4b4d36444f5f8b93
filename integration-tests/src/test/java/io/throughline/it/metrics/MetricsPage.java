package io.throughline.it.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/metrics.md, as its tables say. */
record MetricsPage(List<String> lines) {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static MetricsPage read() {
        try {
            return new MetricsPage(Files.readAllLines(docs().resolve("metrics.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path docs() {
        return Path.of("..", "docs").toAbsolutePath().normalize();
    }

    /** A name and its tags each. */
    Set<String> meters() {
        return lines.stream()
                .filter(line -> line.startsWith("| `throughline."))
                .map(line -> line.split("\\|"))
                .map(cells -> codes(cells[1]).first() + " " + codes(cells[3]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of the table under a heading. */
    Set<String> reasons(String heading) {
        return lines.stream()
                .dropWhile(line -> !line.equals("## " + heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> codes(line.split("\\|")[1]).first())
                .collect(Collectors.toSet());
    }

    private static TreeSet<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
