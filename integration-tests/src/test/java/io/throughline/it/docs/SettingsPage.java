package io.throughline.it.docs;

import io.throughline.RedisCacheSettings;
import io.throughline.config.Setting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The reference of the settings, made from the documentation of the constants and from what the settings reader knows of each. */
final class SettingsPage {

    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*String (\\w+) =", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("\\{@(code|link|value) ([^}]*)}");
    private static final Pattern DEFAULT = Pattern.compile("^(.*?) ?Default: (.*)\\.$", Pattern.DOTALL);

    private SettingsPage() {}

    /** What stands between the marks on the page. */
    static String reference() {
        Map<String, String> documentation = documentation();
        Set<String> legend = new LinkedHashSet<>();
        StringBuilder table =
                new StringBuilder("\n| setting | default | accepted | what it does |\n|---|---|---|---|\n");
        for (Setting setting : Setting.values()) {
            String accepted = setting.accepted();
            int colon = accepted.indexOf(": ");
            if (colon > 0) {
                legend.add("*" + accepted.substring(0, colon) + "*: " + accepted.substring(colon + 2) + ".");
            }
            table.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            shortName(setting.key()),
                            byDefault(setting),
                            colon > 0 ? "*" + accepted.substring(0, colon) + "*" : accepted,
                            effect(setting, documentation)));
        }
        return table + "\n" + String.join("\n\n", legend) + "\n\n";
    }

    /** @throws AssertionError if the constant's documentation says another default than counts */
    private static String effect(Setting setting, Map<String, String> documentation) {
        String constant = constant(setting);
        Matcher said = DEFAULT.matcher(documentation.getOrDefault(constant, ""));
        if (!said.matches() || said.group(1).isBlank()) {
            throw new AssertionError(constant + " says not what it does and, last, 'Default: ...'");
        }
        String expected = byDefault(setting);
        if (!said.group(2).equals(expected)) {
            throw new AssertionError("The documentation of " + constant + " says 'Default: " + said.group(2)
                    + "', but it is " + expected);
        }
        return said.group(1);
    }

    private static String byDefault(Setting setting) {
        if (setting.byDefault() != null) {
            return "`" + setting.byDefault() + "`";
        }
        return setting.instead() != null ? "`" + shortName(setting.instead().key()) + "`" : "none";
    }

    private static String shortName(String key) {
        return key.substring(RedisCacheSettings.PREFIX.length());
    }

    private static String constant(Setting setting) {
        return setting == Setting.REGION_TTL || setting == Setting.REGION_NEAR_ENTRIES
                ? "REGION_PREFIX"
                : setting.name();
    }

    /** By the constant's name, in Markdown. */
    private static Map<String, String> documentation() {
        String source = Repository.read(
                Repository.ROOT.resolve("provider/src/main/java/io/throughline/RedisCacheSettings.java"));
        return CONSTANT.matcher(source)
                .results()
                .collect(Collectors.toMap(
                        constant -> constant.group(2),
                        constant -> markdown(constant.group(1)),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private static String markdown(String comment) {
        String text = comment.replaceAll("(?m)^\\s*\\* ?", "").strip().replaceAll("\\s+", " ");
        return TAG.matcher(text).replaceAll(SettingsPage::tag);
    }

    private static String tag(MatchResult tag) {
        String of = tag.group(2).strip();
        String text = switch (tag.group(1)) {
            case "code" -> of;
            case "link" -> shortName(value(of.substring(1)));
            default -> value(of.substring(1));
        };
        return Matcher.quoteReplacement("`" + text + "`");
    }

    private static String value(String constant) {
        return Arrays.stream(RedisCacheSettings.class.getFields())
                .filter(field -> field.getName().equals(constant))
                .findFirst()
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElseThrow(() -> new AssertionError("No constant " + constant));
    }
}
