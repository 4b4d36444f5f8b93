package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A block that is neither code nor configuration names its kind: messages, keys, records, output, places. Each kind is checked against the code. */
final class TextCheck implements BlockCheck {

    private static final Pattern DIRECTORY = Pattern.compile("(?m)^[\\w-]+/");
    private static final Pattern PACKAGE = Pattern.compile("io\\.throughline[\\w.]*\\w");
    private static final Pattern GRAMMAR =
            Pattern.compile("'[A-Z]'|[0-9a-f]{1,2}|[a-z0-9]+:([0-9]+|[a-z]+)|[a-z]+\\*?|and|[{}|]|[}][*+]");

    private static final Pattern SAMPLE = Pattern.compile("[a-z_]+(\\{[^}]*})? [0-9.]+");

    private final Map<String, BlockCheck> kinds = Map.of(
            "", TextCheck::samples,
            "log", TextCheck::log,
            "exception", TextCheck::exception,
            "keys", new KeysCheck(),
            "record", TextCheck::record,
            "grammar", TextCheck::grammar,
            "layout", TextCheck::layout,
            "output", TextCheck::output);

    @Override
    public void check(Block block) throws Exception {
        BlockCheck check = kinds.get(block.kind());
        if (check == null && !isExample(block)) {
            throw new AssertionError(block.place() + ": a text of a kind that nothing checks: '" + block.kind()
                    + "'; accepted: ```text with one of " + kinds.keySet());
        }
        if (check != null) {
            check.check(block);
        }
    }

    /** FormatPageTest reads these. */
    private static boolean isExample(Block block) {
        return block.place().startsWith("docs/format.md")
                && (block.kind().equals("key") || examples().containsKey(block.kind()));
    }

    private static Map<String, Block> examples() {
        return Page.named("docs/format.md").blocks().stream()
                .filter(block -> block.language().equals("hex"))
                .collect(Collectors.toMap(Block::kind, block -> block));
    }

    private static void log(Block block) {
        List<LogMessage> messages = LogMessage.all();
        assertThat(block.lines())
                .as("%s: lines of the provider's log", block.place())
                .allMatch(line -> messages.stream().anyMatch(message -> message.isOf(line)));
    }

    private static void exception(Block block) {
        List<Pattern> messages = ExceptionMessages.all();
        assertThat(block.lines())
                .as("%s: messages of the provider's exceptions", block.place())
                .allMatch(line -> messages.stream()
                        .anyMatch(message -> message.matcher(line).matches()));
    }

    /** What Prometheus is told: the one kind that needs no name. */
    private static void samples(Block block) {
        assertThat(block.lines()).as("%s: a text of no kind", block.place()).allMatch(SAMPLE.asMatchPredicate());
        block.lines().forEach(line -> PromQlCheck.check(line.substring(0, line.lastIndexOf(' ')), block.place()));
    }

    /** A layout of bytes by which the example of that name in docs/format.md is read to its end. */
    private static void record(Block block) {
        Block example = examples().get(block.words().get(2));
        assertThat(example)
                .as("%s: the example that is laid out so", block.place())
                .isNotNull();
        RecordLayout.of(block.text()).read(HexCheck.bytes(example));
    }

    private static void grammar(Block block) {
        for (String line : block.lines()) {
            assertThat(line.replaceAll("#.*", "").strip().split("\\s+"))
                    .as(block.place())
                    .allMatch(GRAMMAR.asMatchPredicate());
        }
    }

    private static void layout(Block block) {
        List<String> directories = DIRECTORY
                .matcher(block.text())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(directories).as(block.place()).isNotEmpty();
        assertThat(directories)
                .as(block.place())
                .allSatisfy(name -> assertThat(Repository.ROOT.resolve(name)).isDirectory());
        assertThat(PACKAGE.matcher(block.text()).results().map(MatchResult::group))
                .as(block.place())
                .allSatisfy(
                        name -> assertThat(Repository.ROOT.resolve("provider/src/main/java/" + name.replace('.', '/')))
                                .isDirectory());
    }

    /** What the command of inspect/ prints: a key and lines that begin with words of its sources. */
    private static void output(Block block) {
        Set<String> sources = Repository.files(Repository.ROOT.resolve("inspect/src/main")).stream()
                .map(Repository::read)
                .collect(Collectors.toSet());
        List<String> labels = block.lines().stream()
                .filter(line -> line.matches("  \\S.*"))
                .map(line -> line.strip().split("  ")[0])
                .toList();
        assertThat(labels).as(block.place()).isNotEmpty();
        assertThat(labels)
                .as("%s: what inspect prints", block.place())
                .allMatch(label -> sources.stream().anyMatch(source -> source.contains('"' + label + '"')));
    }
}
