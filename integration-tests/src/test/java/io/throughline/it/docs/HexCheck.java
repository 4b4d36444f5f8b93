package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.Collectors;

/** Bytes, with comments. Those of docs/format.md are read, and compared with what the provider writes, by FormatPageTest. */
final class HexCheck implements BlockCheck {

    @Override
    public void check(Block block) {
        assertThat(bytes(block)).as(block.place()).isNotEmpty();
        assertThat(block.place()).as("hex that FormatPageTest does not read").startsWith("docs/format.md");
        assertThat(block.kind())
                .as("%s: the name of the example", block.place())
                .isNotEmpty();
    }

    static byte[] bytes(Block block) {
        return HexFormat.of()
                .parseHex(block.lines().stream()
                        .map(line -> line.replaceAll("#.*", "").replaceAll("\\s", ""))
                        .collect(Collectors.joining()));
    }
}
