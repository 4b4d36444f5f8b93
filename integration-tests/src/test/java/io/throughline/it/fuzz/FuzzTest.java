package io.throughline.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.Jazzer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Coverage-guided fuzzing; each target gets its share of {@code -Dthroughline.fuzz.seconds=600}. A finding fails the test. Its input is written to
 * {@code src/test/resources} and is tried from then on.
 */
class FuzzTest {

    private static final long SECONDS = Long.getLong("throughline.fuzz.seconds", 15);
    private static final int TARGETS = 5;
    private static final Path CASES = Path.of("src/test/resources/io/throughline/it/fuzz");

    @TempDir
    Path directory;

    /** What is kept of earlier runs, and what the product writes. */
    @ParameterizedTest
    @ValueSource(classes = {EntityBodies.class, OtherBodies.class, SealedBodies.class, Records.class, Keys.class})
    void cases(Class<?> target) throws IOException {
        List<byte[]> inputs = new ArrayList<>(Seeds.of(target));
        for (Path kept : kept(target)) {
            inputs.add(Files.readAllBytes(kept));
        }
        assertThat(inputs).hasSizeGreaterThan(3);
        for (byte[] input : inputs) {
            assertThatCode(() -> run(target, input)).doesNotThrowAnyException();
        }
    }

    /** Otherwise the fuzzer would begin with nothing. */
    @ParameterizedTest
    @ValueSource(classes = {EntityBodies.class, OtherBodies.class})
    void realBodiesAreRead(Class<?> target) {
        for (byte[] seed : Seeds.of(target)) {
            Object value;
            if (target == EntityBodies.class) {
                value = Bodies.decoded(FuzzedMapping.ENTITIES, Bodies.signed(seed));
            } else {
                byte[] state = java.util.Arrays.copyOfRange(seed, 1, seed.length);
                var codec = seed[0] == 0 ? FuzzedMapping.NATURAL_IDS : FuzzedMapping.COLLECTIONS.get(seed[0] - 1);
                value = Bodies.decoded(codec, Bodies.signed(state));
            }
            assertThat(value).as(new String(seed, StandardCharsets.ISO_8859_1)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {EntityBodies.class, OtherBodies.class, SealedBodies.class, Records.class, Keys.class})
    void guidedByCoverage(Class<?> target) throws Exception {
        Assumptions.assumeTrue(hasNativeFuzzer(), "the fuzzer has no native part for this machine");
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        int number = 0;
        for (byte[] seed : Seeds.of(target)) {
            Files.write(corpus.resolve("seed" + number++), seed);
        }
        Path kept = Files.createDirectories(CASES.resolve(target.getSimpleName()));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Jazzer.class.getName(),
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.throughline.**:com.esotericsoftware.kryo.**",
                "--hooks=false", // they slow the start of Hibernate down to minutes
                "--reproducer_path=" + directory,
                "-max_total_time=" + Math.max(1, SECONDS / TARGETS),
                "-timeout=20",
                "-max_len=8192",
                "-artifact_prefix=" + kept.toAbsolutePath() + "/",
                corpus.toString(),
                kept.toAbsolutePath().toString());
        Process fuzzer = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(fuzzer.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(said::add);
        } finally {
            fuzzer.destroy();
        }
        assertThat(fuzzer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(fuzzer.exitValue()).as(String.join("\n", said)).isZero();
        String done = said.stream()
                .filter(line -> line.startsWith("Done "))
                .findFirst()
                .orElse("");
        System.out.println("Fuzzing " + target.getSimpleName() + ": " + done);
        assertThat(runs(done)).as(String.join("\n", said)).isGreaterThan(100);
    }

    private static long runs(String done) {
        return Stream.of(done.split(" "))
                .filter(word -> word.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static boolean hasNativeFuzzer() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return Stream.of("linux", "mac", "windows").anyMatch(system::contains);
    }

    private static List<Path> kept(Class<?> target) throws IOException {
        Path kept = CASES.resolve(target.getSimpleName());
        if (!Files.isDirectory(kept)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(kept)) {
            return files.sorted().toList();
        }
    }

    private static void run(Class<?> target, byte[] input) throws Throwable {
        try {
            target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
