package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;

/** {@code hibernate.cache.redis.compression}: nodes that compress and nodes that do not share one Redis. */
class CompressionTest {

    private static final String TEXT = "A long text that says the same again and again. ".repeat(100);
    private static final int HEADER = 20; // 'I' 1 stamp shape rule length
    private static final int COMPRESSED = 16;

    @Entity(name = "Essay")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Essay {
        @Id
        Long id;

        @Column(length = 100_000)
        String text;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> lines = new ArrayList<>();
    }

    @Test
    void aNodeWithoutReadsWhatANodeWithCompressed() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.compression", "lz4")
                        .set("hibernate.cache.redis.compression_threshold", "512B"),
                Essay.class)) {
            space.node().inTransaction(session -> session.persist(essay(1, TEXT)));
            space.node().inTransaction(session -> session.persist(essay(2, "short")));
            assertThat(record(space, 1)).hasSizeLessThan(TEXT.length() / 10);
            assertThat(record(space, 1)[HEADER]).isEqualTo((byte) COMPRESSED);
            assertThat(record(space, 2)[HEADER]).isZero();
            space.sql(session -> assertThat(session.find(Essay.class, 1L).lines).hasSize(50)); // puts the collection
            try (Node without = Space.another(Essay.class)) {
                Nodes.awaitClocks(without, space.node());
                long sql = without.sqlStatements();
                without.inTransaction(session -> {
                    assertThat(session.find(Essay.class, 1L).text).isEqualTo(TEXT);
                    assertThat(session.find(Essay.class, 1L).lines).hasSize(50).containsOnly(TEXT.substring(0, 48));
                });
                assertThat(without.sqlStatements()).isEqualTo(sql);
                assertThat(without.activity().of(Event.UNDECODABLE)).isZero();

                without.inTransaction(session -> session.find(Essay.class, 1L).text = TEXT + "!");
                assertThat(record(space, 1)).hasSizeGreaterThan(TEXT.length());
                Nodes.awaitClocks(without, space.node());
                assertThat(space.sql(session ->
                                assertThat(session.find(Essay.class, 1L).text).isEqualTo(TEXT + "!")))
                        .isZero();
            }
        }
    }

    @Test
    void isOffByDefault() {
        try (Space space = Space.of(Essay.class)) {
            space.node().inTransaction(session -> session.persist(essay(1, TEXT)));
            assertThat(record(space, 1)).hasSizeGreaterThan(TEXT.length());
            assertThat(record(space, 1)[HEADER]).isZero();
        }
    }

    private static Essay essay(long id, String text) {
        Essay essay = new Essay();
        essay.id = id;
        essay.text = text;
        for (int i = 0; i < 50; i++) {
            essay.lines.add(TEXT.substring(0, 48));
        }
        return essay;
    }

    private static byte[] record(Space space, long id) {
        try (var redis = TestServers.redis().connect()) {
            return (byte[]) redis.call("GET", Space.key(Essay.class.getName(), Long.toString(id)));
        }
    }
}
