package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application starts while Redis is down, works, and uses Redis once it is there. */
@Timeout(120)
class UnreachableTest {

    /** Far beyond the two seconds that a start waits, far below what an unbounded one would take. */
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Database database = Space.database();
    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private final LogCapture log = new LogCapture();

    @BeforeEach
    void empty() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    @AfterEach
    void close() {
        log.close();
        relay.close();
    }

    @Test
    void startsWhileNobodyListens() {
        relay.refuse();
        startsAndWorks();
    }

    @Test
    void startsWhileNobodyAnswers() {
        relay.swallow(command -> true);
        startsAndWorks();
    }

    private void startsAndWorks() {
        long before = System.nanoTime();
        try (Node node = node()) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BOUND);
            work(node);
            assertThat(log.withNumber(2)).singleElement().asString().contains(relay.uri());
        }
    }

    /** What a client says first is answered too late by a machine that is busy with its start. */
    @Test
    void aConnectionThatDoesNotAnswerInTimeIsFollowedByAnother() {
        AtomicInteger said = new AtomicInteger();
        relay.swallow(command -> said.incrementAndGet() == 1);
        try (Node node = Space.builder(database, relay.uri(), Counter.class)
                .set("hibernate.cache.redis.command_timeout", "250ms")
                .start()) {
            assertThat(said).hasValueGreaterThan(1);
            assertThat(log.withNumber(2)).isEmpty();
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
        }
    }

    /** Whoever waits longer for a command waits longer for the first ones, too: the first sessions find the cache ready. */
    @Test
    void theStartWaitsAsLongAsACommandMayTake() throws Exception {
        try (Stall held = relay.stallAllReplies(Command.named("TIME"))) {
            CompletableFuture<Node> starting =
                    CompletableFuture.supplyAsync(() -> Space.builder(database, relay.uri(), Counter.class)
                            .set("hibernate.cache.redis.command_timeout", "60s")
                            .start());
            held.awaitStalled(Duration.ofSeconds(30));
            assertThatThrownBy(() -> starting.get(4, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            held.release();
            try (Node node = starting.get(30, TimeUnit.SECONDS)) {
                assertThat(log.withNumber(2)).isEmpty();
                node.inTransaction(session -> session.persist(new Counter(1, 1)));
                assertThat(node.activity().of(Event.PUT_STORED)).isEqualTo(1);
            }
        }
    }

    @Test
    void evictionsDoNotFailEither() {
        relay.refuse();
        try (Node node = node()) {
            node.factory().getCache().evict(Counter.class, 1L);
            node.factory().getCache().evictEntityData(Counter.class);
            node.factory().getCache().evictAllRegions();
            assertThat(node.factory().getCache().containsEntity(Counter.class, 1L))
                    .isFalse();
        }
    }

    @Test
    void whatHappensOutsideTransactionsDoesNotFailEither() {
        relay.refuse();
        try (Node node = node()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            try (Session session = node.factory().openSession()) {
                assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1);
                session.refresh(session.find(Counter.class, 1L));
            }
        }
    }

    /** Ten commits while it is down need not say so ten times. */
    @Test
    void theOutageIsReportedOnce() {
        relay.refuse();
        try (Node node = node()) {
            for (long id = 1; id <= 10; id++) {
                long number = id;
                node.inTransaction(session -> session.persist(new Counter(number, 1)));
                node.inTransaction(session -> session.find(Counter.class, number).amount++);
            }
            assertThat(log.warnings()).hasSizeLessThan(10);
        }
    }

    @Test
    void isUsedOnceItIsThere() {
        relay.refuse();
        try (Node node = node()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            relay.accept();
            awaitHit(node);
            node.inTransaction(session -> session.find(Counter.class, 1L).amount = 5);
            Space.awaitClock(node);
            long before = node.sqlStatements();
            assertThat(node.<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .isEqualTo(5);
            assertThat(node.sqlStatements()).isEqualTo(before);
            assertThat(log.withNumber(2)).hasSize(1);
        }
    }

    @Test
    void aSecondOutageIsReportedAgain() {
        try (Node node = node()) {
            assertThat(log.withNumber(2)).isEmpty();
            relay.refuse();
            Nodes.await(() -> log.withNumber(2).size() == 1);
            relay.accept();
            node.inTransaction(session -> session.persist(new Counter(7, 1)));
            awaitHit(node);
            Nodes.awaitTwoHeartbeats(relay);
            relay.refuse();
            Nodes.await(() -> log.withNumber(2).size() == 2);
            node.inTransaction(session -> session.remove(session.find(Counter.class, 7L)));
            work(node);
        }
    }

    /** Some counter is read from Redis. */
    private static void awaitHit(Node node) {
        Nodes.await(() -> {
            long before = node.statistics().getSecondLevelCacheHitCount();
            node.inTransaction(session -> {
                session.find(Counter.class, 1L);
                session.find(Counter.class, 7L);
            });
            return node.statistics().getSecondLevelCacheHitCount() > before;
        });
    }

    private Node node() {
        return Space.builder(database, relay.uri(), Counter.class, Account.class, Product.class, Review.class)
                .set("hibernate.cache.redis.command_timeout", "1s")
                .start();
    }

    /** A little of everything. */
    private static void work(Node node) {
        node.inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Account(1, "n", "me"));
            Product product = new Product(1, "p");
            product.tags.add("t");
            product.reviews.add(new Review(1, product, "r"));
            session.persist(product);
        });
        node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
        node.inTransaction(session -> session.createMutationQuery("update Counter set amount = amount + 10")
                .executeUpdate());
        node.inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(12);
            assertThat(session.bySimpleNaturalId(Account.class).load("n").owner).isEqualTo("me");
            Product product = session.find(Product.class, 1L);
            assertThat(product.tags).containsExactly("t");
            assertThat(product.reviews).hasSize(1);
            session.remove(session.find(Account.class, 1L));
        });
        assertThat(node.<Account>fromTransaction(session -> session.find(Account.class, 1L)))
                .isNull();
    }
}
