package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.settings.Space;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import org.hibernate.Session;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis goes down while the application works. */
@Timeout(120)
class OutageTest {

    private static final Script SETTLE = Scripts.shipped().settle();

    private Space space;

    @AfterEach
    void stop() {
        space.close();
    }

    @Test
    void bypassEverythingGoesOnThroughSql() {
        start("bypass");
        space.relay().refuse();
        worksThroughSql();
    }

    @Test
    void bypassEvenIfRedisDoesNotRefuseButStaysSilent() {
        start("bypass", "100ms");
        space.relay().swallow(command -> true);
        worksThroughSql();
    }

    private void worksThroughSql() {
        Node node = space.node();
        node.inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1);
            assertThat(session.find(Product.class, 1L).tags).containsExactly("t");
            assertThat(session.bySimpleNaturalId(Account.class).load("n").owner).isEqualTo("me");
        });
        node.inTransaction(session -> {
            session.find(Counter.class, 1L).amount = 2;
            session.find(Product.class, 1L).tags.add("u");
            session.bySimpleNaturalId(Account.class).load("n").number = "m";
            session.persist(new Counter(2, 1));
        });
        node.inTransaction(session -> session.createMutationQuery("update Counter set amount = amount + 10")
                .executeUpdate());
        node.factory().getCache().evict(Counter.class, 1L);
        node.factory().getCache().evictAllRegions();
        assertThat(node.factory().getCache().containsEntity(Counter.class, 1L)).isFalse();
        node.inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(12);
            assertThat(session.find(Counter.class, 2L).amount).isEqualTo(11);
            assertThat(session.find(Product.class, 1L).tags).containsExactlyInAnyOrder("t", "u");
            assertThat(session.bySimpleNaturalId(Account.class).load("m")).isNotNull();
            session.refresh(session.find(Counter.class, 1L));
            session.remove(session.find(Counter.class, 2L));
        });
        try (Session session = node.factory().openSession()) {
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(12);
            session.refresh(session.find(Counter.class, 1L));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bypass", "reject"})
    void redisGoesBetweenTheTwoPipelinesOfACommit(String onFailure) {
        start(onFailure, "3s"); // so long it waits for what is swallowed
        space.relay().swallow(command -> command.runs(SETTLE));
        space.node().inTransaction(session -> session.find(Counter.class, 1L).amount = 2); // returns
        try (Node other = other()) {
            Space.awaitClock(other);
            assertThat(other.<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .as("the lock protects")
                    .isEqualTo(2);
        }
    }

    @Test
    void rejectCommitsThrowAndChangeNothing() {
        start("reject");
        space.relay().refuse();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> space.node().inTransaction(session -> {
                        session.persist(new Counter(2, 77));
                        session.find(Counter.class, 1L).amount = 2;
                    }))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("on_failure=reject");
        }
        assertThatThrownBy(() -> space.node()
                        .inTransaction(session -> session.createMutationQuery("update Counter set amount = 3")
                                .executeUpdate()))
                .hasStackTraceContaining("on_failure=reject");
        assertThatThrownBy(() -> space.node().inTransaction(session -> session.remove(session.find(Counter.class, 1L))))
                .hasStackTraceContaining("on_failure=reject");
        assertThat(space.node().<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                .as("reads go on")
                .isEqualTo(1);
        assertThat(space.node()
                        .<Object>fromTransaction(session -> session.createNativeQuery(
                                        "select count(*) || ' ' || sum(amount) from Counter", String.class)
                                .getSingleResult()))
                .isEqualTo("1 1");
    }

    @Test
    void rejectEvictionsThrow() {
        start("reject");
        space.relay().refuse();
        assertThatThrownBy(() -> space.node().factory().getCache().evict(Counter.class, 1L))
                .isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> space.node().factory().getCache().evictAllRegions())
                .isInstanceOf(CacheException.class);
    }

    @Test
    void isUsedAgainWhenItComesBack() {
        start("bypass");
        space.relay().refuse();
        space.node().inTransaction(session -> session.find(Counter.class, 1L));
        space.relay().accept();
        Nodes.await(() -> {
            long before = space.node().sqlStatements();
            space.node().inTransaction(session -> session.find(Counter.class, 1L));
            return space.node().sqlStatements() == before;
        });
    }

    /** What this node has committed without its locks, it never shows in its old state: to itself nor, once it is back, to others. */
    @Test
    void whatWasCommittedMeanwhileIsNotFollowedByTheOldState() {
        start("bypass");
        space.relay().refuse();
        space.node().inTransaction(session -> {
            session.find(Counter.class, 1L).amount = 2;
            session.find(Product.class, 1L).name = "changed";
        });
        space.relay().accept();
        long hitsBefore = space.node().statistics().getSecondLevelCacheHitCount();
        Nodes.await(() -> {
            space.node().inTransaction(session -> {
                assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2);
                assertThat(session.find(Product.class, 1L).name).isEqualTo("changed");
            });
            return space.node().statistics().getSecondLevelCacheHitCount() > hitsBefore + 2;
        });
        try (Node other = other()) {
            Space.awaitClock(other);
            assertThat(other.<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .isEqualTo(2);
        }
    }

    private Node other() {
        return Space.another(Counter.class, Product.class, Review.class, Account.class);
    }

    private void start(String onFailure) {
        start(onFailure, "3s");
    }

    private void start(String onFailure, String commandTimeout) {
        space = Space.of(
                node -> node.set("hibernate.cache.redis.on_failure", onFailure)
                        .set("hibernate.cache.redis.command_timeout", commandTimeout),
                Counter.class,
                Product.class,
                Review.class,
                Account.class);
        space.node().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Account(1, "n", "me"));
            Product product = new Product(1, "p");
            product.tags.add("t");
            session.persist(product);
        });
        space.sql(session -> assertThat(session.find(Product.class, 1L).tags).hasSize(1));
    }
}
