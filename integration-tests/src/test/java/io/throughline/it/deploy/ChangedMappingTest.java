package io.throughline.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.hibernate.CacheMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change of a mapping, while nodes of both releases read and write the same rows. */
class ChangedMappingTest {

    private static final int ROUNDS = 1;

    /** One after the other has its table there. */
    private static final Database DATABASE = TestServers.postgres().createDatabase();

    @TempDir
    Path directory;

    static List<Change> changes() {
        return Change.all();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void forwardAndBack(Change change) throws SQLException {
        createTable(change);
        Release before = Release.of(directory, change.before());
        Release after = Release.of(directory, change.after());
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
            try (Node old = start(before);
                    Node young = start(after)) {
                insert(old, 1);
                insert(young, 2);
                int n = 10;
                for (int round = 0; round < ROUNDS; round++) {
                    for (Node writer : List.of(old, young)) {
                        for (long id = 1; id <= 2; id++) {
                            change(writer, id, ++n);
                            everybodyReads(id, n, old, young);
                        }
                    }
                }
                assertThat(redis.keys("*shop.Article:*:[12]"))
                        .as("one key a row, whatever the release")
                        .hasSize(2);
                long missed =
                        old.activity().of(Event.OTHER_SHAPE) + young.activity().of(Event.OTHER_SHAPE);
                assertThat(missed == 0)
                        .as("%s reads came by the other's shape", missed)
                        .isEqualTo(change.sameShape());
                assertThat(old.activity().of(Event.UNDECODABLE)
                                + young.activity().of(Event.UNDECODABLE))
                        .isZero();
            }
            // back, and forward again
            for (Release release : List.of(before, after)) {
                try (Node node = start(release)) {
                    change(node, 1, 77);
                    everybodyReads(1, 77, node);
                    everybodyReads(2, counter(node, 2), node);
                    Nodes.awaitClocks(node);
                    long sql = node.sqlStatements();
                    cached(node, 1);
                    cached(node, 2);
                    assertThat(node.sqlStatements()).as("hits").isEqualTo(sql);
                }
            }
        }
    }

    private static void createTable(Change change) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())) {
            connection
                    .createStatement()
                    .execute("drop table if exists Article; create table Article (id bigint primary key, counter int, "
                            + change.columns() + ")");
        }
    }

    private static Node start(Release release) {
        return release.on(Node.on(DATABASE, TestServers.redis().uri()))
                .set("hibernate.hbm2ddl.auto", "none")
                .start();
    }

    private static void insert(Node node, long id) {
        node.inTransaction(session -> {
            Object article = create(type(node));
            setId(article, id);
            Values.change(article, 0);
            session.persist(article);
        });
    }

    private static void change(Node node, long id, int n) {
        Nodes.awaitClocks(node);
        node.inTransaction(session -> Values.change(session.find(type(node), id), n));
    }

    /** Each twice, so that each has put its own, and the other finds that. */
    private static void everybodyReads(long id, int counter, Node... nodes) {
        for (int i = 0; i < 2; i++) {
            Nodes.awaitClocks(nodes);
            for (Node node : nodes) {
                Map<String, Object> cached = cached(node, id);
                assertThat(cached).isEqualTo(fromDatabase(node, id)).containsEntry("counter", "" + counter);
            }
        }
    }

    private static Map<String, Object> cached(Node node, long id) {
        return node.fromTransaction(session -> Values.of(session.find(type(node), id)));
    }

    private static Map<String, Object> fromDatabase(Node node, long id) {
        return node.fromTransaction(session -> {
            session.setCacheMode(CacheMode.IGNORE);
            return Values.of(session.createSelectionQuery("from Article where id = :id", type(node))
                    .setParameter("id", id)
                    .getSingleResult());
        });
    }

    private static int counter(Node node, long id) {
        return Integer.parseInt((String) fromDatabase(node, id).get("counter"));
    }

    private static Class<?> type(Node node) {
        return node.factory()
                .getMappingMetamodel()
                .getEntityDescriptor("shop.Article")
                .getMappedClass();
    }

    private static Object create(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setId(Object article, long id) {
        try {
            article.getClass().getField("id").set(article, id);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
