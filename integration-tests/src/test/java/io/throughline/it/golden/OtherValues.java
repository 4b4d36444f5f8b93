package io.throughline.it.golden;

import java.io.Serializable;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The JDK's value types that no attribute of {@link Specimen} has, together in one attribute. Sets and maps have one element, so their order is fixed. */
final class OtherValues {

    private OtherValues() {}

    static ArrayList<Serializable> all() {
        BitSet bits = new BitSet();
        bits.set(3);
        bits.set(70);
        return new ArrayList<>(Arrays.asList(
                null,
                bits,
                OffsetTime.of(12, 34, 56, 0, ZoneOffset.ofHours(2)),
                ZonedDateTime.parse("2024-02-29T12:34:56+01:00[Europe/Paris]"),
                YearMonth.of(2024, 2),
                MonthDay.of(2, 29),
                Period.of(1, 2, 3),
                new Date(1_234_567_890_123L),
                new java.sql.Date(1_234_567_890_000L),
                new java.sql.Time(12_345_000L),
                URI.create("https://example.org/a?b=c#d"),
                new LinkedHashSet<>(List.of("b", "a")),
                new HashSet<>(Set.of("a")),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", 1)),
                (Serializable) List.of(),
                (Serializable) List.of(1),
                (Serializable) Set.of(),
                (Serializable) Set.of(1),
                (Serializable) Map.of(),
                (Serializable) Map.of("a", 1),
                (Serializable) Arrays.asList("a", null),
                (Serializable) Collections.emptyList(),
                (Serializable) Collections.emptySet(),
                (Serializable) Collections.emptyMap(),
                DayOfWeek.MONDAY,
                Month.FEBRUARY,
                new TreeSet<>(Set.of("b", "a")),
                new TreeMap<>(Map.of("b", 1, "a", 2))));
    }
}
