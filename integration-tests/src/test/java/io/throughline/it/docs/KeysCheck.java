package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Keys, one on each line, followed by words. An example's stripe must be that of its id. A key with {@code <names>} in it must be the pattern of an
 * example on some page.
 */
final class KeysCheck implements BlockCheck {

    private static final Pattern ENTRY = Pattern.compile(".*\\{(\\d+)}:(.+)");

    @Override
    public void check(Block block) {
        for (String line : block.lines()) {
            String key = key(line);
            if (key.contains("<")) {
                assertThat(examples())
                        .as("%s: an example of %s", block.place(), key)
                        .anyMatch(pattern(key).asMatchPredicate());
            } else {
                checkStripe(key, block.place());
            }
        }
    }

    private static String key(String line) {
        return line.strip().split("\\s{2,}")[0];
    }

    private static List<String> examples() {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("text") && block.kind().matches("keys?"))
                .flatMap(block -> block.lines().stream())
                .map(KeysCheck::key)
                .filter(key -> !key.contains("<"))
                .toList();
    }

    /** Angle brackets hold a part, square ones what may be left out. */
    private static Pattern pattern(String key) {
        String quoted = key.replaceAll("[{}.%]", "\\\\$0");
        String parts = quoted.replaceAll("<[^>]*>", "[^:{}]+");
        return Pattern.compile(parts.replaceAll("\\[(?!\\^)", "(?:").replaceAll("(?<!\\[\\^:\\{\\})\\]", ")?"));
    }

    private static void checkStripe(String key, String place) {
        Matcher entry = ENTRY.matcher(key);
        if (entry.matches()) {
            CRC32 checksum = new CRC32();
            checksum.update(entry.group(2).getBytes(StandardCharsets.UTF_8));
            assertThat(entry.group(1))
                    .as("%s: the stripe of %s", place, key)
                    .isEqualTo("" + (checksum.getValue() & 255));
        }
    }
}
