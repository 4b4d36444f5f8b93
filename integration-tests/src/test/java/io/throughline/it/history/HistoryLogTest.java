package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.history.Write.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLogTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() {
        Path path = directory.resolve("1.1");
        Read hit = new Read("1.1", "find", "plain:1", -3, -2, 1, true, "1.1.7");
        Read noRow = new Read("1.1", "query", "plain:2", 3, 4, 5, false, null);
        Call failed = new Call("1.1", "find", 6, 7, "an error in words");
        try (HistoryLog log = new HistoryLog(path)) {
            log.read(hit);
            log.read(noRow);
            assertThat(log.lastHit()).isEqualTo(hit.start());
            log.call(failed);
            log.begun("1.1.8", "update", List.of("plain:1", "marks:2"), 8);
            log.ended("1.1.8", Outcome.ACKNOWLEDGED, false, 8, 9, "");
            log.begun("1.1.9", "native", List.of("plain:1"), 10);
            log.ended("1.1.9", Outcome.FAILED, true, 0, 11, "two\nlines\tof it");
            log.begun("1.1.10", "bulk", List.of("plain:1"), 12);
        }
        HistoryLog.Contents contents = HistoryLog.contents(List.of(path));
        assertThat(contents.reads()).containsExactly(hit, noRow);
        assertThat(contents.calls()).containsExactly(failed);
        assertThat(contents.writes())
                .containsExactly(
                        new Write(
                                "1.1.8",
                                "update",
                                List.of("plain:1", "marks:2"),
                                8,
                                8,
                                9,
                                Outcome.ACKNOWLEDGED,
                                false,
                                ""),
                        new Write(
                                "1.1.9",
                                "native",
                                List.of("plain:1"),
                                10,
                                0,
                                11,
                                Outcome.FAILED,
                                true,
                                "two lines of it"),
                        new Write("1.1.10", "bulk", List.of("plain:1"), 12, 0, 0, Outcome.UNKNOWN, true, ""));
    }

    @Test
    void aLineThatWasNotWrittenToItsEndDoesNotCount() throws IOException {
        Path path = directory.resolve("1.1");
        try (HistoryLog log = new HistoryLog(path)) {
            log.begun("1.1.1", "update", List.of("plain:1"), 1);
        }
        Files.writeString(path, "W\t1.1.1\tACKNOWL", StandardOpenOption.APPEND);
        assertThat(HistoryLog.contents(List.of(path)).writes())
                .extracting(Write::outcome)
                .containsExactly(Outcome.UNKNOWN);
    }
}
