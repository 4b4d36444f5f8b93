package io.throughline.it.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.format.FormatReader.Kind;
import io.throughline.it.protocol.CallRunner;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.protocol.Call;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/format.md is true: a reader that was written only from it reads its examples, and the provider writes them byte by byte, except for stamps and shapes. */
class FormatPageTest {

    private static final Path PAGE = Stream.of(Path.of("docs/format.md"), Path.of("../docs/format.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    private static final Pattern BLOCK = Pattern.compile("```(hex|text) (\\S+)\\n(.*?)\\n```", Pattern.DOTALL);
    private static final String BOOK = Book.class.getName();
    private static final String SEALED_KEY = Space.key(BOOK + "##NaturalId", "978-3-1");
    private static final byte[] SECRET =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final int STAMP = 2;
    private static final int SHAPE = 10;
    private static final int END_OF_SHAPE = 18;

    private final Map<String, byte[]> bytes;
    private final Map<String, List<String>> texts;

    FormatPageTest() throws IOException {
        String page = Files.readString(PAGE);
        bytes = blocks(page, "hex").collect(Collectors.toMap(block -> block.group(2), block -> hex(block.group(3))));
        texts = blocks(page, "text")
                .collect(Collectors.toMap(
                        block -> block.group(2), block -> block.group(3).lines().toList()));
    }

    private static Stream<MatchResult> blocks(String page, String kind) {
        Matcher matcher = BLOCK.matcher(page);
        return matcher.results().filter(block -> block.group(1).equals(kind));
    }

    private static byte[] hex(String block) {
        String digits = block.lines()
                .map(line -> line.replaceAll("#.*", "").replaceAll("\\s", ""))
                .collect(Collectors.joining());
        return HexFormat.of().parseHex(digits);
    }

    // the page, read by a stranger

    @Test
    void itsExamplesAreReadByAReaderWrittenFromItAlone() {
        assertThat(FormatReader.read(bytes.get("stripe"), Kind.ENTITY)).isEqualTo(texts.get("stripe"));
        assertThat(FormatReader.read(bytes.get("lock"), Kind.ENTITY)).isEqualTo(texts.get("lock"));
        assertThat(FormatReader.read(bytes.get("entity"), Kind.ENTITY)).isEqualTo(texts.get("entity"));
        assertThat(FormatReader.read(bytes.get("collection"), Kind.COLLECTION)).isEqualTo(texts.get("collection"));
        assertThat(FormatReader.read(bytes.get("natural-id"), Kind.NATURAL_ID)).isEqualTo(texts.get("natural-id"));
        assertThat(FormatReader.read(bytes.get("compressed"), Kind.ENTITY))
                .contains("Under the sea. ".repeat(20), "978-3-2", "8");
    }

    @Test
    void itsSealedExampleIsOpenedByAReaderWrittenFromItAlone() {
        assertThat(FormatReader.open(bytes.get("sealed"), SEALED_KEY, SECRET, Kind.NATURAL_ID))
                .isEqualTo(texts.get("sealed"));
        assertThat(Arrays.copyOfRange(bytes.get("sealed"), SHAPE, END_OF_SHAPE))
                .isEqualTo(FormatReader.sealedShape(Arrays.copyOfRange(bytes.get("natural-id"), SHAPE, END_OF_SHAPE)));
    }

    // the provider

    /** Their nonces differ from time to time: the reader opens them. */
    @Test
    void theProviderSealsAsThePageSays() throws IOException {
        String secret = Base64.getEncoder().encodeToString(SECRET);
        byte[] plainShape;
        try (Space space = Space.of(Book.class)) {
            space.node().inTransaction(session -> session.persist(Book.example()));
            byte[] plain = (byte[]) space.redis().call("GET", SEALED_KEY);
            plainShape = Arrays.copyOfRange(plain, SHAPE, END_OF_SHAPE);
        }
        try (Space space = Space.of(node -> node.set("hibernate.cache.redis.seal_keys", secret), Book.class)) {
            space.node().inTransaction(session -> session.persist(Book.example()));
            byte[] sealed = (byte[]) space.redis().call("GET", SEALED_KEY);
            assertThat(Arrays.copyOfRange(sealed, SHAPE, END_OF_SHAPE)).isEqualTo(FormatReader.sealedShape(plainShape));
            assertThat(FormatReader.open(sealed, SEALED_KEY, SECRET, Kind.NATURAL_ID))
                    .hasSize(2)
                    .last()
                    .isEqualTo("id 7");
            byte[] entity = (byte[]) space.redis().call("GET", Space.key(BOOK, "7"));
            List<String> opened = FormatReader.open(entity, Space.key(BOOK, "7"), SECRET, Kind.ENTITY);
            assertThat(opened.subList(1, opened.size()))
                    .isEqualTo(
                            texts.get("entity").subList(1, texts.get("entity").size()));
        }
        try (Space space = Space.of(node -> node.set("hibernate.cache.redis.hash_ids", secret), Book.class)) {
            space.node().inTransaction(session -> session.persist(Book.example()));
            assertThat(space.entryKeys())
                    .anySatisfy(key -> assertThat(Files.readString(PAGE)).contains("\n" + key + "\n"));
        }
    }

    @Test
    void theProviderWritesItsExamples() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.compression", "lz4")
                        .set("hibernate.cache.redis.compression_threshold", "256B"),
                Book.class)) {
            space.node().inTransaction(session -> {
                session.persist(Book.example());
                session.persist(Book.withBlurb());
            });
            space.sql(session -> assertThat(session.find(Book.class, 7L).tags).hasSize(2));
            assertThat(texts.get("key")).containsExactly(Space.key(BOOK, "7"));
            writes(space, Space.key(BOOK, "7"), "entity");
            writes(space, Space.key(BOOK, "8"), "compressed");
            writes(space, Space.key(BOOK + ".tags", "7"), "collection");
            writes(space, Space.key(BOOK + "##NaturalId", "978-3-1"), "natural-id");
        }
    }

    private void writes(Space space, String key, String example) {
        byte[] stored = (byte[]) space.redis().call("GET", key);
        byte[] expected = bytes.get(example);
        assertThat(stored).as(key).isNotNull();
        System.arraycopy(expected, STAMP, stored, STAMP, END_OF_SHAPE - STAMP);
        assertThat(HexFormat.of().formatHex(stored))
                .as("%s, the example '%s' of %s", key, example, PAGE)
                .isEqualTo(HexFormat.of().formatHex(expected));
    }

    @Test
    void itsScriptsWriteSuchStripesAndLocks() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
            CallRunner runner = new CallRunner(redis);
            byte[] token = HexFormat.of().parseHex("01020304050607080000000000000002");
            long far = Long.MAX_VALUE / 2048;
            run(
                    runner,
                    Scripts.shipped().lock(),
                    List.of("f:r:{1}", "f:r:{1}:1"),
                    "60000",
                    token,
                    "10000000",
                    far,
                    "60000000");
            run(runner, Scripts.shipped().close(), List.of("f:r:{1}"), "60000", token, "10000000", far);
            assertThat(FormatReader.read((byte[]) redis.call("GET", "f:r:{1}:1"), Kind.ENTITY))
                    .hasSize(2)
                    .satisfiesExactly(
                            lock -> assertThat(lock).startsWith("lock concurrent=false since=20"),
                            holder ->
                                    assertThat(holder).startsWith("holder 01020304050607080000000000000002 limit=20"));
            assertThat(FormatReader.read((byte[]) redis.call("GET", "f:r:{1}"), Kind.ENTITY))
                    .hasSize(2)
                    .satisfiesExactly(
                            stripe -> assertThat(stripe).matches("stripe born=20\\S+ fence=20\\S+"),
                            closer ->
                                    assertThat(closer).startsWith("closer 01020304050607080000000000000002 limit=20"));
        }
    }

    private static void run(CallRunner runner, Script script, List<String> keys, Object... arguments) {
        List<byte[]> bytes = Arrays.stream(arguments)
                .map(argument -> argument instanceof byte[] raw
                        ? raw
                        : argument.toString().getBytes(UTF_8))
                .toList();
        assertThat(runner.run(new Call(script, keys, bytes)).outcome()).isEqualTo(1L);
    }

    /** An unknown version of a record is none to the reader either; that it is a miss to the provider, GarbageTest and UnknownFormatTest show. */
    @Test
    void anotherVersionIsNotRead() {
        for (String example : List.of("stripe", "lock", "entity")) {
            byte[] other = Arrays.copyOf(bytes.get(example), bytes.get(example).length);
            other[1] = 2;
            assertThatThrownBy(() -> FormatReader.read(other, Kind.ENTITY)).hasMessage("another format");
        }
    }
}
