package io.throughline.benchmarks.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** It runs, and every figure is one. */
@Timeout(600)
class YardstickTest {

    private static final int FIRST_FIGURE = 4;
    private static final int OPERATIONS = 4;

    @TempDir
    private Path plots;

    @Test
    void aLineForEachContenderOperationAndNumberOfThreads() {
        StringWriter said = new StringWriter();
        int exit = new CommandLine(new Yardstick())
                .setOut(new PrintWriter(said, true))
                .execute(
                        "--operations",
                        "FIND,COLLECTION_100,CACHED_QUERY_100,UPDATE_50",
                        "--warm-up",
                        "0",
                        "--longest-warm-up",
                        "0",
                        "--seconds",
                        "0.2",
                        "--rounds",
                        "1",
                        "--threads",
                        "1",
                        "--delay",
                        "0.1",
                        "--plots",
                        plots.toString());
        List<String> lines = said.toString().lines().toList();
        assertThat(exit).isZero();
        assertThat(lines).as(said.toString()).hasSize(2 + OPERATIONS * Contender.values().length);
        for (String line : lines.subList(2, lines.size())) {
            List<String> cells = List.of(line.split("\\|"));
            for (String figure : cells.subList(FIRST_FIGURE, cells.size())) {
                assertThat(Double.parseDouble(figure.replace(",", "").strip()))
                        .as(line)
                        .isNotNegative();
            }
            assertThat(cells.get(FIRST_FIGURE).strip()).as(line).isNotEqualTo("0");
        }
        assertThat(plots).isDirectoryContaining("glob:**.svg");
        assertThat(said.toString())
                .as("of a find: a commit without a cache, and one round trip with this one, none where it is near")
                .containsPattern("\\| find \\| 1 \\| no cache .*\\| 2\\.\\d \\| 0\\.\\d \\|")
                .containsPattern("\\| find \\| 1 \\| bare round trips .*\\| 0\\.\\d \\| 1\\.\\d \\|")
                .containsPattern("\\| find \\| 1 \\| throughline near .*\\| 0\\.0 \\| 0\\.\\d \\|")
                .containsPattern("\\| find \\| 1 \\| throughline \\|.*\\| 0\\.\\d \\| 1\\.\\d \\|");
    }
}
