package io.throughline.benchmarks.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** It runs, and every figure is one. */
@Timeout(180)
class YardstickTest {

    private static final int FIRST_FIGURE = 4;

    @Test
    void aLineForEachContenderOperationAndNumberOfThreads() {
        StringWriter said = new StringWriter();
        int exit = new CommandLine(new Yardstick())
                .setOut(new PrintWriter(said, true))
                .execute("--warm-up", "0", "--seconds", "0.1", "--rounds", "1", "--threads", "2");
        List<String> lines = said.toString().lines().toList();
        assertThat(exit).isZero();
        assertThat(lines).as(said.toString()).hasSize(2 + Operation.values().length * Contender.values().length);
        for (String line : lines.subList(2, lines.size())) {
            List<String> cells = List.of(line.split("\\|"));
            for (String figure : cells.subList(FIRST_FIGURE, cells.size())) {
                assertThat(Double.parseDouble(figure.replace(",", "").strip()))
                        .as(line)
                        .isNotNegative();
            }
            assertThat(cells.get(FIRST_FIGURE).strip()).as(line).isNotEqualTo("0");
        }
    }
}
