package io.throughline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/io/throughline/protocol");

    static List<Script> shipped() {
        return Scripts.shipped().all();
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".lua") && !name.equals("records.lua"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileIsAScriptAndEveryScriptAFile() throws IOException {
        assertThat(shipped()).extracting(script -> script.name() + ".lua").containsExactlyInAnyOrderElementsOf(files());
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theShaIsThatOfTheText(Script script) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(script.text().getBytes(StandardCharsets.UTF_8));
        assertThat(script.sha()).isEqualTo(HexFormat.of().formatHex(digest)).matches("[0-9a-f]{40}");
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theSharedRecordsStandInFront(Script script) throws IOException {
        assertThat(script.text()).isEqualTo(text("records.lua") + text(script.name() + ".lua"));
    }

    /** A name of the operation, then KEYS, ARGV and the reply, each on its line. */
    @ParameterizedTest
    @MethodSource("files")
    void theHeaderSaysWhatGoesInAndWhatComesOut(String file) throws IOException {
        List<String> header =
                text(file).lines().takeWhile(line -> line.startsWith("--")).toList();
        String operation = file.substring(0, file.length() - 4);
        assertThat(header.get(0)).startsWith("-- " + operation.toUpperCase(java.util.Locale.ROOT));
        assertThat(header).anyMatch(line -> line.startsWith("-- KEYS "));
        assertThat(header).anyMatch(line -> line.startsWith("-- ARGV "));
        assertThat(header).anyMatch(line -> line.startsWith("-- reply "));
        assertThat(header).anyMatch(line -> line.startsWith("-- Invariants: "));
    }

    @Test
    void scriptsDiffer() {
        assertThat(shipped()).extracting(Script::sha).doesNotHaveDuplicates();
    }

    @Test
    void aScriptThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Script.named("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing.lua");
    }

    private static String text(String file) throws IOException {
        return Files.readString(SCRIPTS.resolve(file));
    }
}
