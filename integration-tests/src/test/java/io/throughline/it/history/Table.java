package io.throughline.it.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reports as a table that people read, and that documentation may hold as it is. */
final class Table {

    private static final List<String> HEAD = List.of(
            "fault",
            "on_failure",
            "reads",
            "hits",
            "writes",
            "errors the application saw",
            "commits without locks",
            "longest stall",
            "stale reads after a commit without locks",
            "other stale reads",
            "longest window",
            "stale at rest",
            "lost writes",
            "states never committed",
            "time to recover");

    private Table() {}

    static String of(List<FaultReport> reports) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        rows.add(HEAD.stream().map(title -> "---").toList());
        reports.forEach(report -> rows.add(row(report)));
        return rows.stream()
                .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> row(FaultReport report) {
        return List.of(
                report.fault().text(),
                report.onFailure().name().toLowerCase(Locale.ROOT),
                Long.toString(report.reads()),
                Long.toString(report.hits()),
                Long.toString(report.writes()),
                errors(report.errors()),
                Long.toString(report.locksNotPlaced()),
                millis(report.longestStall()),
                Long.toString(report.staleAfterCommitsWithoutLocks()),
                Long.toString(report.stale().size() - report.staleAfterCommitsWithoutLocks()),
                report.stale().isEmpty() ? "" : millis(report.longestWindow()),
                report.atRest().stale().size() + " of " + report.atRest().entries(),
                Integer.toString(report.lost().size()),
                Integer.toString(report.impossible().size()),
                report.recovery().isPresent() ? millis(report.recovery().getAsLong()) : "not");
    }

    private static String errors(Map<String, Long> errors) {
        return errors.isEmpty()
                ? "0"
                : errors.entrySet().stream()
                        .map(error -> error.getValue() + " " + error.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String millis(long nanos) {
        return Math.round(nanos / 1e6) + " ms";
    }
}
