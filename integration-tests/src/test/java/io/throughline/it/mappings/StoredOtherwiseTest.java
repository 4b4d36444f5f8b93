package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Consumer;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States that the database returns differently from how they were set: readers get what the database has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredOtherwiseTest {

    @Embeddable
    static class Money {
        @Column(precision = 10, scale = 3)
        BigDecimal value;
    }

    @Entity(name = "Article")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Article {
        @Id
        long id;

        @Column(precision = 10, scale = 2)
        BigDecimal price;

        Money weight;

        Instant at;

        @JdbcTypeCode(SqlTypes.CHAR)
        @Column(length = 6)
        String code;

        @ColumnTransformer(write = "upper(?)")
        String name;

        String note;
    }

    private Node node;
    private Node other;

    @BeforeAll
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        Database database = TestServers.postgres().createDatabase();
        node = Node.on(database, TestServers.redis().uri())
                .entities(Article.class)
                .start();
        other = Node.on(database, TestServers.redis().uri())
                .entities(Article.class)
                .start();
    }

    @AfterAll
    void stop() {
        node.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreFractionDigits(boolean inserted) {
        Article read = written(1, inserted, article -> article.price = new BigDecimal("1.239"));
        assertThat(read.price).isEqualByComparingTo("1.24");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAnEmbeddable(boolean inserted) {
        Article read = written(3, inserted, article -> {
            article.weight = new Money();
            article.weight.value = new BigDecimal("0.1239");
        });
        assertThat(read.weight.value).isEqualByComparingTo("0.124");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nanoseconds(boolean inserted) {
        Article read = written(5, inserted, article -> article.at = Instant.ofEpochSecond(1, 123_456_789));
        assertThat(read.at.getNano() % 1000).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void padding(boolean inserted) {
        assertThat(written(7, inserted, article -> article.code = "abc").code).isEqualTo("abc   ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriteExpression(boolean inserted) {
        assertThat(written(9, inserted, article -> article.name = "pear").name).isEqualTo("PEAR");
    }

    /** What fits is stored when it is written. */
    @Test
    void whatIsStoredAsItWasSetIsWrittenThrough() {
        long before = node.activity().of(Event.WRITTEN_THROUGH);
        node.inTransaction(session -> session.persist(article(11)));
        Nodes.awaitClocks(node, other);
        node.inTransaction(session -> {
            Article article = session.find(Article.class, 11L);
            article.price = new BigDecimal("1.230");
            article.weight = new Money();
            article.weight.value = new BigDecimal("0.124");
            article.at = Instant.ofEpochSecond(1, 123_456_000);
            article.code = "abcdef";
        });
        assertThat(node.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(before + 1);
    }

    /** @return what another node reads */
    private Article written(long firstId, boolean inserted, Consumer<Article> change) {
        long id = inserted ? firstId : firstId + 1;
        node.inTransaction(session -> {
            Article article = article(id);
            if (inserted) {
                change.accept(article);
            }
            session.persist(article);
        });
        Nodes.awaitClocks(node, other);
        if (!inserted) {
            node.inTransaction(session -> change.accept(session.find(Article.class, id)));
            Nodes.awaitClocks(node, other);
        }
        return other.fromTransaction(session -> session.find(Article.class, id));
    }

    private static Article article(long id) {
        Article article = new Article();
        article.id = id;
        return article;
    }
}
