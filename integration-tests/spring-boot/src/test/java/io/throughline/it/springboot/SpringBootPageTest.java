package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code in docs/spring-boot.md is that of the applications: each block is part of the file that the line above it links to. */
class SpringBootPageTest {

    private static final Path DOCS =
            Path.of("..", "..", "docs").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)[^\\n]*\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FROM = Pattern.compile(
            "\\]\\(([^)]+)\\)[^\\n]*\\n\\n```(?!text|console|sh)\\w*\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("spring-boot.md"));
    }

    static Stream<MatchResult> blocks() throws IOException {
        return FROM.matcher(page()).results();
    }

    /** All but requests, commands, and the numbers that ApplicationContract looks at. */
    @Test
    void eachBlockOfCodeNamesAFile() throws IOException {
        long code = BLOCK.matcher(page())
                .results()
                .filter(block -> !List.of("text", "console", "sh").contains(block.group(1)))
                .count();
        assertThat(blocks()).hasSize((int) code).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void itIsPartOfThatFile(MatchResult block) throws IOException {
        Path file = DOCS.resolve(block.group(1)).normalize();
        assertThat(flat(Files.readString(file))).as(file.toString()).contains(flat(block.group(2)));
    }

    /** Line by line, however far it is indented. */
    private static String flat(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
