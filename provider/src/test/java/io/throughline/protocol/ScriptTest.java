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
import java.util.Set;
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
                    .filter(name -> name.endsWith(".lua")
                            && !Set.of("records.lua", "pipeline.lua").contains(name))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileIsAScriptAndEveryScriptAFile() throws IOException {
        assertThat(shipped()).extracting(script -> script.name() + ".lua").containsExactlyInAnyOrderElementsOf(files());
    }

    @Test
    void theShaIsThatOfTheText() throws Exception {
        Program program = Program.of(Scripts.shipped());
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(program.text().getBytes(StandardCharsets.UTF_8));
        assertThat(program.sha()).isEqualTo(HexFormat.of().formatHex(digest)).matches("[0-9a-f]{40}");
    }

    @Test
    void theProgramIsRecordsThenOperationsThenTheLoop() throws IOException {
        StringBuilder expected = new StringBuilder(text("records.lua") + "local function operation_named(name)\n");
        for (Script script : shipped()) {
            expected.append("if name == '" + script.name() + "' then return function(KEYS, ARGV)\n"
                    + text(script.name() + ".lua") + "end end\n");
        }
        assertThat(Program.of(Scripts.shipped()).text()).isEqualTo(expected + "end\n" + text("pipeline.lua"));
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
    void aScriptThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Script.named("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing.lua");
    }

    private static String text(String file) throws IOException {
        return Files.readString(SCRIPTS.resolve(file));
    }
}
