package io.throughline.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** near.py: none of its histories is stale. It also finds what goes wrong without each rule, so that the former can be believed. Needs a python3. */
class NearModelTest {

    private static final Path MODEL = Path.of("../docs/near.py");
    /** Much longer than the model has been told to take. */
    private static final int PATIENCE_SECONDS = 60;

    /** How it ended, and all that it has printed. */
    private record Result(int exitValue, String said) {}

    @BeforeAll
    static void python() throws InterruptedException {
        boolean there;
        try {
            there = run(List.of("python3", "--version")).exitValue() == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "there is no python3 to run docs/near.py with");
    }

    @Test
    void noHistoryIsStale() throws IOException, InterruptedException {
        Result result = model("3");
        assertThat(result.said()).matches("all rules on: \\d{4,} random moves in \\d{2,} histories, none stale .*\\s*");
        assertThat(result.exitValue()).isZero();
    }

    /** Of the first two it is told the histories, the last one is what nearly each needs. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "home", "wait"})
    void withoutARuleOneIs(String rule) throws IOException, InterruptedException {
        Result result = model(rule, "30");
        assertThat(result.said()).startsWith(rule + " off: STALE in history");
        assertThat(result.exitValue()).isEqualTo(1);
    }

    @Test
    void aRuleThatThereIsNotIsRefused() throws IOException, InterruptedException {
        Result result = model("weight");
        assertThat(result.said()).contains("unknown rule weight", "wait expel marked");
        assertThat(result.exitValue()).isNotZero();
    }

    private static Result model(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", MODEL.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Result run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("model", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("%s has ended; it said: %s", command, said).isTrue();
            return new Result(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
