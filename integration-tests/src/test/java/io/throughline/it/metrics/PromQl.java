package io.throughline.it.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that an expression of PromQL names. Knows its tokens, that brackets match, and the functions that are used here; not its types.
 *
 * @param metrics names of series
 * @param labels in matchers and groupings
 */
public record PromQl(Set<String> metrics, Set<String> labels) {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<range>\\[(?:\\d+[smhd]|\\$__rate_interval)])"
            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<number>\\d+(?:\\.\\d+)?)"
            + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(?<sign>=~|!~|!=|==|<=|>=|[-+*/%<>=(){},]))");
    private static final Set<String> FUNCTIONS = Set.of(
            "sum", "max", "min", "avg", "count", "rate", "increase", "deriv", "min_over_time", "histogram_quantile");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless");
    private static final Set<String> GROUPINGS = Set.of("by", "without");
    private static final Map<String, String> BRACKETS = Map.of(")", "(", "}", "{");

    /** @throws IllegalArgumentException if it is none */
    public static PromQl of(String expression) {
        PromQl found = new PromQl(new TreeSet<>(), new TreeSet<>());
        Deque<String> open = new ArrayDeque<>();
        Matcher token = TOKEN.matcher(expression);
        int at = 0;
        boolean grouping = false;
        while (at < expression.stripTrailing().length()) {
            if (!token.find(at) || token.start() != at) {
                throw new IllegalArgumentException("Not understood: " + expression.substring(at));
            }
            at = token.end();
            String name = token.group("name");
            String sign = token.group("sign");
            if (name != null) {
                boolean call = expression.substring(at).stripLeading().startsWith("(");
                if ("{".equals(open.peek()) || "by(".equals(open.peek())) {
                    found.labels.add(name);
                } else if (GROUPINGS.contains(name)) {
                    grouping = true;
                } else if (!OPERATORS.contains(name) && !FUNCTIONS.contains(name)) {
                    if (call) {
                        throw new IllegalArgumentException("Unknown function " + name + " in " + expression);
                    }
                    found.metrics.add(name);
                }
            } else if ("(".equals(sign) || "{".equals(sign)) {
                open.push(grouping ? "by(" : sign);
                grouping = false;
            } else if (sign != null && BRACKETS.containsKey(sign)) {
                if (open.isEmpty() || !open.pop().endsWith(BRACKETS.get(sign))) {
                    throw new IllegalArgumentException("Brackets do not match: " + expression);
                }
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("Brackets do not match: " + expression);
        }
        return found;
    }
}
