package io.throughline.demo.tour;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints the table, and remembers what was not as expected. */
public final class Report {

    private static final String ROW = "  %-6s %-62s %5s %6s   %s";

    private final PrintWriter out;
    private final List<String> failures = new ArrayList<>();
    private int expectations;

    public Report(PrintWriter out) {
        this.out = out;
    }

    /** Text as it stands. */
    public void text(String text) {
        out.println(text);
        out.flush();
    }

    void section(String title, String explanation) {
        text("\n" + title + "\n" + "-".repeat(title.length()) + "\n" + explanation.strip() + "\n");
    }

    /** A section whose rows are work of the nodes. */
    void table(String title, String explanation) {
        section(title, explanation);
        print("node", "what it does", "SQL", "Redis", "");
    }

    void row(Node node, String what, Cost cost, Expected expected) {
        boolean met = expected.isMetBy(cost);
        String trips =
                cost.roundTrips().isPresent() ? String.valueOf(cost.roundTrips().getAsInt()) : "-";
        expect(node.name(), what, String.valueOf(cost.sql()), trips, met, "expected " + expected);
    }

    /** A fact that must hold and is not a number. */
    void fact(String what, boolean met) {
        expect("", what, "", "", met, "it is not so");
    }

    private void expect(String node, String what, String sql, String trips, boolean met, String otherwise) {
        expectations++;
        if (!met) {
            failures.add(what + ": " + otherwise);
        }
        print(node, what, sql, trips, met ? "ok" : "NOT OK: " + otherwise);
    }

    private void print(String node, String what, String sql, String trips, String verdict) {
        text(ROW.formatted(node, what, sql, trips, verdict).stripTrailing());
    }

    /** @return whether all was as expected */
    public boolean conclude() {
        text("");
        if (failures.isEmpty()) {
            text("All " + expectations + " rows are as expected.");
        } else {
            text(failures.size() + " of " + expectations + " rows are not as expected:");
            failures.forEach(failure -> text("  " + failure));
        }
        return failures.isEmpty();
    }
}
