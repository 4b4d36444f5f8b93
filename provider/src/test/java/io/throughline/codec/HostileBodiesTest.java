package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import io.throughline.codec.UndecodableException.Reason;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies with a right checksum that are made to do harm. Each is refused for its own reason. */
class HostileBodiesTest {

    /** Kryo writes class ids two higher: 0 is null, 1 a name. */
    private static final int OFFSET = 2;

    private static final int ARRAY_LIST = 80 + OFFSET;
    private static final int HASH_SET = 82 + OFFSET;
    private static final int HASH_MAP = 83 + OFFSET;
    private static final int SET_N = 87 + OFFSET;
    private static final int DECIMAL = 41 + OFFSET;
    private static final int URL_ID = 72 + OFFSET;
    private static final int STRING = 1 + OFFSET;
    private static final int INT = OFFSET;
    private static final int HOLDER = BaseTypes.FIRST_OF_MAPPING + OFFSET;

    private final Bodies bodies = new Bodies(Shape.of("hostile", List.of(Holder.class, Shorter.class)));

    static class Holder {
        Number number = 1;
        List<String> names = new ArrayList<>();
    }

    static final class Shorter implements Comparator<String> {
        @Override
        public int compare(String a, String b) {
            return Integer.compare(a.length(), b.length());
        }
    }

    // types

    @Test
    void aTypeByNameIsNotEvenLookedFor() {
        refuses(Reason.FOREIGN_TYPE, out -> {
            out.writeVarInt(1, true); // a name comes
            out.writeVarInt(0, true);
            out.writeString("java.util.ArrayList");
            out.writeVarInt(1, true);
        });
        assertThat(Probe.looked).isFalse();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Probe probe = new Probe(before);
        Thread.currentThread().setContextClassLoader(probe);
        try {
            refuses(Reason.FOREIGN_TYPE, out -> {
                out.writeVarInt(1, true);
                out.writeVarInt(0, true);
                out.writeString("[[[[[[[[Ljava.lang.String;");
            });
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(Probe.looked).isFalse();
    }

    private static final class Probe extends ClassLoader {
        private static boolean looked;

        Probe(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            looked |= name.startsWith("[") || name.equals("java.util.ArrayList");
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void anIdOfNoType() {
        refuses(Reason.FOREIGN_TYPE, out -> out.writeVarInt(19 + OFFSET, true));
        refuses(Reason.FOREIGN_TYPE, out -> out.writeVarInt(5000, true));
        refuses(Reason.FOREIGN_TYPE, out -> out.writeVarInt(Integer.MAX_VALUE, true));
    }

    /** A list where a number is declared: no Java program could put it there, and the JVM would believe its declaration. */
    @Test
    void aFieldsValueIsOfTheFieldsType() {
        assertThat(((Holder) read(body(new Holder()))).number).isEqualTo(1);
        refuses(Reason.OTHER_STATE, out -> {
            out.writeVarInt(HOLDER, true);
            out.writeVarInt(0, true); // names: null
            out.writeVarInt(ARRAY_LIST, true);
            out.writeVarIntFlag(false, 1, true);
        });
    }

    @Test
    void aComparatorIsOfAnAllowedType() {
        TreeSet<String> byLength = new TreeSet<>(new Shorter());
        byLength.addAll(List.of("aaa", "bb"));
        assertThat(((TreeSet<?>) read(body(byLength))).first()).isEqualTo("bb");
        TreeMap<String, Integer> map = new TreeMap<>(new Shorter());
        map.put("ccc", 1);
        map.put("b", 2);
        assertThat(((TreeMap<?, ?>) read(body(map))).firstKey()).isEqualTo("b");
        assertThatThrownBy(() -> body(new TreeSet<>(String.CASE_INSENSITIVE_ORDER)))
                .isInstanceOf(NotCacheableException.class)
                .hasMessageContaining("CaseInsensitiveComparator");
        refuses(Reason.MALFORMED, out -> {
            out.writeVarInt(97 + OFFSET, true); // a sorted set
            out.writeVarIntFlag(true, 2, true);
            out.writeVarInt(STRING, true); // whose comparator is a text
            out.writeString("x");
        });
    }

    // lengths

    /** Each claims as many elements as there are bytes left, and takes none of them: together they would be their square. */
    @Test
    void listsOfNothingDoNotMultiply() {
        int lists = 20_000;
        byte[] body = state(out -> {
            out.writeVarInt(ARRAY_LIST, true);
            out.writeVarIntFlag(false, lists + 1, true);
            for (int i = 0; i < lists; i++) {
                out.writeVarInt(ARRAY_LIST, true);
                out.writeVarIntFlag(true, lists + 1, true);
                out.writeVarInt(0, true); // all of them null
            }
        });
        refuses(Reason.TOO_LARGE, body);
    }

    @Test
    void listsWithinListsDoNotMultiply() {
        int depth = 90;
        int claim = 1_000_000;
        byte[] body = Arrays.copyOf(
                state(out -> {
                    for (int i = 0; i < depth; i++) {
                        out.writeVarInt(ARRAY_LIST, true);
                        out.writeVarIntFlag(false, claim + 1, true);
                    }
                }),
                claim + 1000);
        refuses(Reason.TOO_LARGE, body);
    }

    @Test
    void aListOfNothingIsReadAgain() {
        List<Object> nothing = new ArrayList<>(Collections.nCopies(1000, null));
        assertThat(read(body(nothing))).isEqualTo(nothing);
        List<Object> empty = new ArrayList<>(Collections.nCopies(1000, Collections.emptyList()));
        assertThat(read(body(empty))).isEqualTo(empty);
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        List<Object> nothing = new ArrayList<>(Collections.nCopies(10_000, null));
        assertThatThrownBy(() -> body(nothing))
                .isInstanceOf(NotCacheableException.class)
                .hasMessageContaining("10000 elements");
        assertThat(read(body("y"))).isEqualTo("y");
    }

    @Test
    void nestingIsRefusedForItself() {
        refuses(Reason.TOO_DEEP, out -> {
            for (int i = 0; i < 200; i++) {
                out.writeVarInt(ARRAY_LIST, true);
                out.writeVarIntFlag(false, 2, true);
            }
            out.writeVarInt(0, true);
        });
    }

    @Test
    void moreThanOneStateIsRefused() {
        refuses(Reason.OTHER_STATE, out -> {
            out.writeVarInt(0, true);
            out.writeVarInt(0, true);
        });
    }

    // numbers

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, 150_001, -150_001})
    void aScaleThatNoDatabaseHas(int scale) {
        refuses(Reason.TOO_LARGE, out -> {
            out.writeVarInt(DECIMAL, true);
            out.writeVarInt(2, true);
            out.writeByte(7);
            out.writeInt(scale, false);
        });
        assertThatThrownBy(() -> body(BigDecimal.valueOf(7, scale))).isInstanceOf(NotCacheableException.class);
    }

    @Test
    void whatADatabaseHasIsKept() {
        BigDecimal number = new BigDecimal("9".repeat(131_072) + "." + "9".repeat(16_383));
        assertThat(read(body(number))).isEqualTo(number);
        BigDecimal small = new BigDecimal("1E-16383");
        assertThat(read(body(small))).isEqualTo(small);
    }

    @Test
    void manyDigitsAreNoKey() {
        BigDecimal number = BigDecimal.ONE.movePointLeft(1001);
        for (Object value : List.of(
                new TreeSet<>(Set.of(number)), new HashSet<>(Set.of(number)), new HashMap<>(Map.of(number, 1)))) {
            assertThatThrownBy(() -> body(value))
                    .as(value.getClass().getSimpleName())
                    .isInstanceOf(NotCacheableException.class);
        }
        Map<String, BigDecimal> asValue = new HashMap<>(Map.of("a", number));
        assertThat(read(body(asValue))).isEqualTo(asValue);
    }

    // keys

    @Test
    void aUrlIsNoKeyAndNoNameIsLookedUp() throws Exception {
        URL url = new URL("https://does-not-resolve.invalid/");
        assertThat(read(body(url)).toString()).isEqualTo(url.toString());
        List<Object> inList = new ArrayList<>(List.of(url));
        assertThat(read(body(inList))).hasToString("[" + url + "]");
        Map<String, Object> asValue = new HashMap<>();
        asValue.put("a", url);
        assertThat(read(body(asValue))).hasToString("{a=" + url + "}");

        for (int id : new int[] {HASH_SET, SET_N}) {
            refuses(Reason.COSTLY_KEY, out -> {
                out.writeVarInt(id, true);
                out.writeVarIntFlag(false, 2, true);
                out.writeVarInt(URL_ID, true);
                out.writeString("https://a.invalid/");
            });
        }
        refuses(Reason.COSTLY_KEY, out -> {
            out.writeVarInt(HASH_MAP, true);
            out.writeVarInt(2, true);
            out.writeVarInt(ARRAY_LIST, true); // a list as a key, with a URL in it
            out.writeVarIntFlag(false, 2, true);
            out.writeVarInt(URL_ID, true);
            out.writeString("https://a.invalid/");
            out.writeVarInt(0, true);
        });
        assertThatThrownBy(() -> body(new SetOfOne(url))).isInstanceOf(NotCacheableException.class);
    }

    /** So that the test itself asks no network. */
    private static final class SetOfOne extends HashSet<Object> {
        private static final long serialVersionUID = 1L;
        private final transient Object one;

        SetOfOne(Object one) {
            this.one = one;
        }
    }

    @Test
    void manyKeysOfOneHashCode() {
        for (Object value : List.of(
                new HashSet<>(lists(100)),
                new java.util.LinkedHashSet<>(lists(100)),
                Set.copyOf(lists(100)),
                map(new HashMap<>(), lists(100)),
                map(new LinkedHashMap<>(), lists(100)),
                Map.copyOf(map(new HashMap<>(), lists(100))))) {
            assertThatThrownBy(() -> body(value))
                    .as(value.getClass().getName())
                    .isInstanceOf(NotCacheableException.class)
                    .hasMessageContaining("keys");
        }
        Set<Object> few = new HashSet<>(lists(64));
        assertThat(read(body(few))).isEqualTo(few);
        refuses(Reason.COSTLY_KEY, out -> keysOfOneHashCode(out, SET_N));
        refuses(Reason.COSTLY_KEY, out -> keysOfOneHashCode(out, HASH_SET));
    }

    private static void keysOfOneHashCode(Output out, int id) {
        List<String> colliding = colliding(1 << 12);
        out.writeVarInt(id, true);
        out.writeVarIntFlag(false, colliding.size() + 1, true);
        colliding.forEach(text -> {
            out.writeVarInt(STRING, true);
            out.writeString(text);
        });
    }

    @Test
    void manyKeysOfManyHashCodes() {
        Set<Object> numbers = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            numbers.add(i * 31);
        }
        assertThat(read(body(numbers))).isEqualTo(numbers);
    }

    @Test
    void setsWithinSetsAndMapsWithinKeys() {
        Object set = new HashSet<>(Set.of("a"));
        Object map = new HashMap<>(Map.of("a", 1));
        for (Object inner : List.of(set, map, new TreeSet<>(Set.of("a")), new TreeMap<>(Map.of("a", 1)))) {
            assertThatThrownBy(() -> body(new HashSet<>(Set.of(inner)))).isInstanceOf(NotCacheableException.class);
            Map<Object, Object> asKey = new HashMap<>();
            asKey.put(new ArrayList<>(List.of(inner)), 1);
            assertThatThrownBy(() -> body(asKey)).isInstanceOf(NotCacheableException.class);
            Map<Object, Object> asValue = new HashMap<>();
            asValue.put("a", inner);
            assertThat(read(body(asValue))).isEqualTo(asValue);
        }
        refuses(Reason.COSTLY_KEY, out -> {
            out.writeVarInt(HASH_SET, true);
            out.writeVarIntFlag(false, 2, true);
            out.writeVarInt(HASH_SET, true);
            out.writeVarIntFlag(false, 1, true);
        });
    }

    @Test
    void aKeyThatComesTwice() {
        refuses(Reason.MALFORMED, out -> {
            out.writeVarInt(HASH_SET, true);
            out.writeVarIntFlag(false, 3, true);
            for (int i = 0; i < 2; i++) {
                out.writeVarInt(INT, true);
                out.writeVarInt(5, false);
            }
        });
    }

    /** After a refusal in the middle of a key the encoder is as new. */
    @Test
    void aRefusalLeavesNothingBehind() {
        for (int i = 0; i < 3; i++) {
            setsWithinSetsAndMapsWithinKeys();
            Set<Object> set = new HashSet<>(Set.of("a"));
            assertThat(read(body(set))).isEqualTo(set);
        }
    }

    // zones

    /** What another JVM's tables have and ours have not is not GMT. */
    @Test
    void aZoneThatIsNotKnownHere() {
        refuses(Reason.OTHER_STATE, out -> {
            out.writeVarInt(69 + OFFSET, true);
            out.writeString("Europe/Atlantis");
        });
        TimeZone custom = TimeZone.getTimeZone("GMT+03:30");
        assertThat(read(body(custom))).isEqualTo(custom);
    }

    @Test
    void aCalendarIsGregorianWhateverTheLocale() {
        Locale before = Locale.getDefault();
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Bangkok"), Locale.US);
        calendar.setTimeInMillis(1_700_000_000_123L);
        try {
            Locale.setDefault(Locale.forLanguageTag("th-TH"));
            assertThat(read(body(calendar))).isEqualTo(calendar).isExactlyInstanceOf(GregorianCalendar.class);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Collection<Object> lists(int count) {
        List<Object> lists = new ArrayList<>();
        for (String text : colliding(count)) {
            lists.add(new ArrayList<>(List.of(text)));
        }
        return lists;
    }

    private static Map<Object, Object> map(Map<Object, Object> map, Collection<Object> keys) {
        keys.forEach(key -> map.put(key, 1));
        return map;
    }

    /** "Aa" and "BB" have one hash code, and so have all texts made of them. */
    private static List<String> colliding(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private void refuses(Reason reason, Consumer<Output> writer) {
        refuses(reason, state(writer));
    }

    private void refuses(Reason reason, byte[] state) {
        assertThatThrownBy(() -> read(Signed.body(state)))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(read(body("still well"))).isEqualTo("still well");
    }

    private static byte[] state(Consumer<Output> writer) {
        Output out = new Output(64, -1);
        writer.accept(out);
        return out.toBytes();
    }

    private byte[] body(Object value) {
        return bodies.write((kryo, output) -> kryo.writeClassAndObject(output, value));
    }

    private Object read(byte[] body) {
        return bodies.<Object>read(ByteBuffer.wrap(body), (kryo, input) -> kryo.readClassAndObject(input));
    }
}
