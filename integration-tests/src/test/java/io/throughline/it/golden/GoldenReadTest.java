package io.throughline.it.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each release has stored is put into Redis, and requested through sessions of this build. It is a hit with the values that were stored. Where
 * the format was changed on purpose, it is a miss that logs nothing and is stored again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenReadTest {

    private static final int OTHER_FORMAT = 20;
    private static final Pattern COMPILE_VERSION =
            Pattern.compile("<hibernate\\.compile\\.version>(.+)</hibernate\\.compile\\.version>");

    private final RedisConnection redis = TestServers.redis().connect();

    /** The rows are there for what is a miss; hits are answered without them. */
    @BeforeAll
    void rows() {
        try (Node database = Space.builder(TestServers.redis().uri(), Contents.ENTITIES)
                .withoutCache()
                .start()) {
            Contents.fill(database);
        }
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    static Stream<Arguments> entries() {
        return GoldenSet.all().stream()
                .flatMap(set -> Stream.of(Contents.values())
                        .filter(contents -> set.has(contents.fileName()))
                        .map(contents -> Arguments.of(set, contents)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("entries")
    void entriesAreHits(GoldenSet set, Contents contents) {
        GoldenFile file = set.file(contents.fileName());
        file.restore(redis);
        List<String> expected = GoldenRead.all().stream()
                .filter(read -> !set.miss() && (set.isOfThisHibernate() || !read.ofQuery()))
                .map(GoldenRead::what)
                .toList();
        hits(contents, file, hits -> {
            if (set.miss() || set.isOfThisLineOfHibernate()) {
                assertThat(hits).as("hits among what %s has stored", set).isEqualTo(expected);
            }
        });
    }

    /** What this build does not know is to it as if it were not there: another format of items, another shape. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void whatIsOfAnotherFormatIsACleanMiss(int changedByte) {
        GoldenFile file = GoldenSet.newest().file(Contents.PLAIN.fileName());
        file.strings().forEach((key, bytes) -> bytes[changedByte] += bytes[0] == 'I' ? 1 : 0);
        file.restore(redis);
        hits(Contents.PLAIN, file, hits -> assertThat(hits).isEmpty());
    }

    private static void hits(Contents contents, GoldenFile file, Consumer<List<String>> check) {
        try (LogCapture log = new LogCapture();
                Node node = contents.reader(TestServers.redis().uri(), file)) {
            List<String> hits = new ArrayList<>();
            for (GoldenRead read : GoldenRead.all()) {
                // each is of an entry that none before it has loaded, and stored anew
                if (isHit(node, read)) {
                    hits.add(read.what());
                }
            }
            check.accept(hits);
            isStoredAnew(node);
            // that a record is of another format is said, once for each region
            assertThat(log.lines())
                    .as("a miss of another shape is no error")
                    .allMatch(line -> line.number() == OTHER_FORMAT)
                    .doesNotHaveDuplicates();
        }
    }

    /** Whether it is answered without the database; what is answered is right in any case. */
    private static boolean isHit(Node node, GoldenRead read) {
        long before = node.sqlStatements();
        Object answer = node.fromTransaction(read::ask);
        assertThat(answer).as(read.what()).usingRecursiveComparison().isEqualTo(read.expected());
        return node.sqlStatements() == before;
    }

    private static void isStoredAnew(Node node) {
        for (GoldenRead read : GoldenRead.all()) {
            Nodes.await(() -> {
                Nodes.awaitClocks(node);
                return isHit(node, read);
            });
        }
    }

    static Stream<GoldenSet> locked() {
        return GoldenSet.all().stream().filter(set -> set.has(Locked.FILE));
    }

    private Node startLocked() {
        Node node = Locked.set(Space.builder(TestServers.redis().uri(), Contents.ENTITIES))
                .set("hibernate.hbm2ddl.auto", "none")
                .start();
        Nodes.awaitClocks(node);
        return node;
    }

    private static boolean isHit(Node node, Class<?> entity, Object id) {
        Nodes.awaitClocks(node);
        long before = node.sqlStatements();
        assertThat(node.<Object>fromTransaction(session -> session.find(entity, id)))
                .isNotNull();
        return node.sqlStatements() == before;
    }

    @ParameterizedTest
    @MethodSource("locked")
    void whatIsLockedOrClosedIsAMissUntilItsTimeLimit(GoldenSet set) {
        GoldenFile file = set.file(Locked.FILE);
        Locked.prolong(file, redis.micros());
        file.restore(redis);
        try (Node node = startLocked()) {
            for (int i = 0; i < 2; i++) {
                assertThat(isHit(node, Keeper.class, 1L)).as("the locked row").isFalse();
                assertThat(isHit(node, Drawer.class, Contents.drawer().place))
                        .as("a row of the closed region")
                        .isFalse();
            }
            if (!set.miss() && set.isOfThisLineOfHibernate()) {
                assertThat(isHit(node, Keeper.class, 2L)).as("another row").isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("locked")
    void whoseTimeLimitIsOverIsAMissOnce(GoldenSet set) {
        set.file(Locked.FILE).restore(redis);
        try (Node node = startLocked()) {
            assertThat(isHit(node, Keeper.class, 1L)).isFalse();
            assertThat(isHit(node, Drawer.class, Contents.drawer().place)).isFalse();
            Nodes.await(() -> isHit(node, Keeper.class, 1L) && isHit(node, Drawer.class, Contents.drawer().place));
        }
    }

    static Stream<GoldenSet> registries() {
        return GoldenSet.all().stream().filter(set -> set.has(Registry.FILE));
    }

    /** It is gone, and gives no word. */
    @ParameterizedTest
    @MethodSource("registries")
    void aMemberOfNearCachesIsWaitedForAndForgotten(GoldenSet set) {
        GoldenFile file = set.file(Registry.FILE);
        file.restore(redis);
        String member = Registry.member(file);
        String nonce = Registry.nonce(redis);
        try (LogCapture expulsions = new LogCapture();
                Node node = Registry.set(Space.builder(TestServers.redis().uri(), Contents.ENTITIES))
                        .set("hibernate.hbm2ddl.auto", "none")
                        .set("hibernate.cache.redis.command_timeout", "1s")
                        .start()) {
            Nodes.awaitClocks(node);
            node.inTransaction(session -> session.find(Keeper.class, 1L).name = "Dan");
            node.inTransaction(session -> session.find(Keeper.class, 1L).name = Contents.keeper().name);
            assertThat(node.activity().near().expulsions()).isEqualTo(1);
            Nodes.await(() -> !Registry.knows(redis, member));
            assertThat(expulsions.lines()).hasSize(1).first().asString().contains(member);
        }
        try (Node joining = Registry.set(Space.builder(TestServers.redis().uri(), Contents.ENTITIES)
                        .near())
                .set("hibernate.hbm2ddl.auto", "none")
                .start()) {
            Nodes.await(() -> joining.activity().near().holdsLease());
            assertThat(Registry.nonce(redis)).as("the registry is the same").isEqualTo(nonce);
        }
    }

    @Test
    void everyFileOfTheNewestIsRead() {
        GoldenSet newest = GoldenSet.newest();
        assertThat(Contents.values()).allMatch(contents -> newest.has(contents.fileName()));
        assertThat(newest.has(Locked.FILE) && newest.has(Registry.FILE)).isTrue();
    }

    /** Otherwise hardly anything of them would be a hit that is asked for here, and GoldenFormTest would compare nothing. */
    @Test
    void theNewestIsOfTheLineOfHibernateThatThisIsCompiledAgainst() throws IOException {
        String compiled = Files.readAllLines(Path.of("../pom.xml")).stream()
                .map(COMPILE_VERSION::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElseThrow();
        GoldenSet newest = GoldenSet.newest();
        assertThat(newest.isOfLineOfHibernate(compiled))
                .as(
                        "the golden files of %s are of Hibernate %s, and this is compiled against %s: write those of the next release (CONTRIBUTING.md, How the format is changed)",
                        newest, newest.hibernate(), compiled)
                .isTrue();
    }
}
