package io.throughline.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How many entries expire within which time. */
final class Expiries {

    private static final List<Span> SPANS = List.of(
            new Span("10 s", Duration.ofSeconds(10).toMillis()),
            new Span("1 min", Duration.ofMinutes(1).toMillis()),
            new Span("10 min", Duration.ofMinutes(10).toMillis()),
            new Span("1 h", Duration.ofHours(1).toMillis()),
            new Span("6 h", Duration.ofHours(6).toMillis()),
            new Span("1 day", Duration.ofDays(1).toMillis()),
            new Span("later", SeenEntry.NEVER - 1),
            new Span("never", SeenEntry.NEVER));

    private Expiries() {}

    private record Span(String name, long millis) {}

    /** How many entries expire within a span, but not within a shorter one. */
    record Within(String span, int entries) {}

    /** @param now milliseconds of this machine's clock */
    static List<Within> of(Collection<SeenEntry> entries, long now) {
        int[] counts = new int[SPANS.size()];
        for (SeenEntry entry : entries) {
            long left = entry.expiresAt() == SeenEntry.NEVER ? SeenEntry.NEVER : entry.expiresAt() - now;
            if (left < 0) {
                continue; // it has gone since
            }
            int span = 0;
            while (left > SPANS.get(span).millis()) {
                span++;
            }
            counts[span]++;
        }
        List<Within> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            all.add(new Within(SPANS.get(i).name(), counts[i]));
        }
        return all;
    }
}
