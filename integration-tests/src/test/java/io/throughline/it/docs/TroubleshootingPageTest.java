package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md quotes every warning. {@link BlocksTest} checks that the quotes match the code. */
class TroubleshootingPageTest {

    private final List<LogMessage> messages = LogMessage.all();
    private final List<Block> blocks = Page.named("docs/troubleshooting.md").blocks();

    @Test
    void everyWarningIsQuoted() {
        List<String> quoted = blocks.stream()
                .filter(block -> block.info().equals("text log"))
                .flatMap(block -> block.lines().stream())
                .toList();
        assertThat(messages)
                .filteredOn(this::isForPeople)
                .hasSizeGreaterThan(10)
                .allSatisfy(message -> assertThat(quoted)
                        .as("%s: %s", message.code(), message.format())
                        .anyMatch(message::isOf));
    }

    private boolean isForPeople(LogMessage message) {
        return List.of("WARN", "ERROR", "FATAL").contains(message.level());
    }

    @Test
    void levelsAndNumbersAreRead() {
        assertThat(messages).extracting(LogMessage::level).contains("INFO", "WARN", "TRACE");
        assertThat(messages).extracting(LogMessage::number).doesNotHaveDuplicates();
    }

    /** Else any text would be one. */
    @Test
    void noExceptionsPatternIsThatOfAnything() {
        List<Pattern> patterns = ExceptionMessages.all();
        assertThat(patterns).hasSizeGreaterThan(30);
        assertThat(patterns).noneMatch(pattern -> pattern.matcher("").matches());
        assertThat(patterns)
                .noneMatch(pattern -> pattern.matcher("The kettle is on and the cat is asleep")
                        .matches());
    }
}
