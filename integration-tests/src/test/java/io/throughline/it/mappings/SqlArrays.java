package io.throughline.it.mappings;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Arrays and collections in a column of an array type. */
@Entity
class SqlArrays extends Row {
    boolean[] booleans;
    short[] shorts;
    int[] ints;
    long[] longs;
    float[] floats;
    double[] doubles;
    Integer[] integers;
    String[] strings;
    UUID[] uuids;
    BigDecimal[] decimals;
    LocalDate[] dates;
    Instant[] instants;
    Duration[] durations;
    Suit[] ordinals;

    @Enumerated(EnumType.STRING)
    Suit[] names;

    byte[][] binaries;
    List<String> stringList;
    List<UUID> uuidList;

    @Enumerated(EnumType.STRING)
    List<Suit> enumList;

    Set<UUID> uuidSet;
    SortedSet<Integer> sortedSet;
    Collection<Long> collection;
    List<LocalDate> dateList;

    static Basics basics() {
        UUID uuid = new UUID(1, 2);
        return Basics.of(SqlArrays.class)
                .with("booleans", new boolean[] {true, false}, new boolean[0])
                .with("shorts", new short[] {1, -1}, new short[0])
                .with("ints", new int[] {1, -1}, new int[0])
                .with("longs", new long[] {1, -1}, new long[0])
                .with("floats", new float[] {1.5f, -1}, new float[0])
                .with("doubles", new double[] {1.5, -1}, new double[0])
                .with("integers", new Integer[] {1, null}, new Integer[0])
                .with("strings", new String[] {"a", null, "ü, {\"}"}, new String[0])
                .with("uuids", new UUID[] {uuid, null}, new UUID[0])
                .with("decimals", new BigDecimal[] {new BigDecimal("1.50")}, new BigDecimal[0])
                .with("dates", new LocalDate[] {LocalDate.EPOCH}, new LocalDate[0])
                .with("instants", new Instant[] {Instant.EPOCH}, new Instant[0])
                .with("durations", new Duration[] {Duration.ofDays(1)}, new Duration[0])
                .with("ordinals", new Suit[] {Suit.CLUBS, Suit.HEARTS}, new Suit[0])
                .with("names", new Suit[] {Suit.CLUBS, Suit.HEARTS}, new Suit[] {null})
                .with("binaries", new byte[][] {{1, 2}, {}}, new byte[0][])
                .with("stringList", Arrays.asList("a", null), List.of())
                .with("uuidList", List.of(uuid), List.of())
                .with("enumList", List.of(Suit.HEARTS, Suit.CLUBS), List.of())
                .with("uuidSet", Set.of(uuid), Set.of())
                .with("sortedSet", new TreeSet<>(List.of(3, 1, 2)), new TreeSet<>())
                .with("collection", List.of(1L, 2L), List.of())
                .with("dateList", List.of(LocalDate.EPOCH), List.of(LocalDate.of(2024, 2, 29)));
    }
}
