package io.throughline.it.fuzz;

import io.throughline.it.fuzz.FuzzedMapping.Mood;
import io.throughline.it.fuzz.FuzzedMapping.Note;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Currency;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;

/** Real inputs, made by the code that writes them: where the fuzzer begins. */
final class Seeds {

    private static final int LONG_TIME = 60_000;

    private Seeds() {}

    static List<byte[]> of(Class<?> target) {
        if (target == EntityBodies.class) {
            return entities();
        }
        if (target == OtherBodies.class) {
            return others();
        }
        if (target == SealedBodies.class) {
            return SealedBodies.seeds();
        }
        return target == Records.class ? records() : keys();
    }

    /** One for each kind of content. */
    private static List<byte[]> entities() {
        return contents().stream()
                .map(content -> Bodies.state(FuzzedMapping.ENTITIES.encode(entity(content), null, LONG_TIME)))
                .collect(Collectors.toList());
    }

    private static List<Serializable> contents() {
        Note note = new Note(new ArrayList<>(List.of(1, "x")), 5L);
        note.notes.add(new Note(new int[] {1, 2}, BigDecimal.TEN));
        note.mood = Mood.BAD;
        BitSet bits = new BitSet();
        bits.set(70);
        return List.of(
                "text",
                note,
                new Object[] {1, "a", null, new Object[] {2L}},
                new ArrayList<>(Arrays.asList(1, null, "a")),
                new LinkedList<>(List.of(1, 2)),
                new HashSet<>(Set.of("a", "b")),
                new LinkedHashSet<>(List.of(3, 1)),
                new TreeSet<>(Set.of(3, 1)),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1L)))),
                new TreeMap<>(Map.of("b", 1)),
                (Serializable) List.of(1, 2, 3),
                (Serializable) Set.of(1, 2, 3),
                (Serializable) Map.of(1, "a", 2, "b"),
                new BigDecimal("-123.4500"),
                BigInteger.ONE.shiftLeft(100),
                bits,
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Locale.forLanguageTag("zh-Hant-TW"),
                Currency.getInstance("EUR"),
                URI.create("urn:isbn:123"),
                new GregorianCalendar(TimeZone.getTimeZone("Europe/Paris"), Locale.US),
                Duration.ofSeconds(-5, 6),
                LocalDate.of(2024, 2, 29),
                new long[] {1, -1},
                new String[] {"a", null},
                Mood.GOOD);
    }

    /** With a text in it. */
    static Object anEntity() {
        return entity("text");
    }

    private static Object entity(Serializable content) {
        List<String> names = EverythingState.names();
        Serializable[] state = new Serializable[names.size()];
        for (int i = 0; i < state.length; i++) {
            state[i] = EverythingState.of(names.get(i), content);
        }
        return entry(state, FuzzedMapping.Everything.class.getName());
    }

    /** As the provider makes them: their constructors are no one else's. */
    private static StandardCacheEntryImpl entry(Serializable[] state, String name) {
        try {
            var constructor = StandardCacheEntryImpl.class.getDeclaredConstructor(
                    Serializable[].class, String.class, Object.class);
            constructor.setAccessible(true);
            return constructor.newInstance(state, name, LocalDateTime.of(2024, 1, 2, 3, 4));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CollectionCacheEntry collection(Serializable... state) {
        try {
            var constructor = CollectionCacheEntry.class.getDeclaredConstructor(Serializable.class);
            constructor.setAccessible(true);
            return constructor.newInstance((Object) state);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> others() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(numbered(0, Bodies.state(FuzzedMapping.NATURAL_IDS.encode(5L, null, LONG_TIME))));
        List<CollectionCacheEntry> entries = List.of(
                collection("a", "b"),
                collection("a", BigDecimal.ONE, "b", null),
                collection(new Object[] {"n", 1}, new Object[] {null, 2}));
        for (int i = 0; i < entries.size(); i++) {
            seeds.add(numbered(
                    i + 1, Bodies.state(FuzzedMapping.COLLECTIONS.get(i).encode(entries.get(i), null, LONG_TIME))));
        }
        return seeds;
    }

    private static byte[] numbered(int number, byte[] state) {
        return ByteBuffer.allocate(1 + state.length)
                .put((byte) number)
                .put(state)
                .array();
    }

    private static List<byte[]> records() {
        ByteBuffer stripe = ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1);
        stripe.putLong(Records.AS_OF - 20).putLong(Records.AS_OF - 15);
        ByteBuffer closed = ByteBuffer.allocate(42).put(stripe.array()).put(new byte[16]);
        closed.putLong(Records.AS_OF + 50);
        ByteBuffer item = ByteBuffer.allocate(25).put((byte) 'I').put((byte) 1);
        item.putLong(Records.AS_OF - 10)
                .putLong(Records.SHAPE)
                .put((byte) 0)
                .put((byte) 2)
                .putShort((short) 9)
                .put((byte) 1);
        ByteBuffer lock = ByteBuffer.allocate(35).put((byte) 'L').put((byte) 1).put((byte) 0);
        lock.putLong(Records.AS_OF - 5).put(new byte[16]).putLong(Records.AS_OF + 5);
        List<byte[]> seeds = new ArrayList<>();
        for (ByteBuffer first : List.of(stripe, closed)) {
            for (ByteBuffer second : List.of(item, lock)) {
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.write(first.capacity());
                write(both, first.array());
                write(both, second.array());
                seeds.add(both.toByteArray());
            }
        }
        return seeds;
    }

    private static void write(ByteArrayOutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> keys() {
        return List.of("abc", "%-", "{1}:a", "a,(b)", "\ud800", "日本 😀", "x".repeat(200)).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_16BE))
                .toList();
    }

    /** A disassembled state for each of the entity's attributes. */
    private static final class EverythingState {

        static List<String> names() {
            return FuzzedMapping.attributeNames();
        }

        static Serializable of(String attribute, Serializable content) {
            return switch (attribute) {
                case "content" -> content;
                case "number" -> 5;
                case "text", "code" -> "a text";
                case "price" -> new BigDecimal("12.50");
                case "uuid" -> new UUID(1, 2);
                case "bytes" -> new byte[] {1, 2, 3};
                case "moment" -> ZonedDateTime.of(2024, 2, 29, 1, 2, 3, 4, ZoneId.of("Europe/Berlin"));
                case "mood" -> Mood.GOOD;
                case "part" -> new Object[] {"part", 7};
                case "other" -> 4L;
                case "version" -> LocalDateTime.of(2024, 1, 2, 3, 4);
                default -> 9L; // a collection's key
            };
        }
    }
}
