package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What Redis itself says of how long it will keep things. */
class TimesToLiveTest {

    private static final String COUNTER = Counter.class.getName();
    private static final String ACCOUNT = Account.class.getName();
    private static final String PRODUCT = Product.class.getName();

    @Test
    void anHourByDefault() {
        try (Space space = Space.of(Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            livesFor(space, Space.key(COUNTER, "1"), Duration.ofHours(1));
        }
    }

    @Test
    void byKindAndByRegion() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.ttl", "10m")
                        .set("hibernate.cache.redis.entity.ttl", "20m")
                        .set("hibernate.cache.redis.collection.ttl", "30m")
                        .set("hibernate.cache.redis.naturalid.ttl", "40m")
                        .set("hibernate.cache.redis.region." + COUNTER + ".ttl", "PT50M"),
                Counter.class,
                Account.class,
                Product.class,
                Review.class)) {
            fill(space);
            livesFor(space, Space.key(ACCOUNT, "1"), Duration.ofMinutes(20));
            livesFor(space, Space.key(PRODUCT, "1"), Duration.ofMinutes(20));
            livesFor(space, Space.key(PRODUCT + ".tags", "1"), Duration.ofMinutes(30));
            livesFor(space, Space.key(ACCOUNT + "##NaturalId", "n"), Duration.ofMinutes(40));
            livesFor(space, Space.key(COUNTER, "1"), Duration.ofMinutes(50));
        }
    }

    @Test
    void theGeneralOneIsForAllKinds() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.ttl", Duration.ofMinutes(10)),
                Account.class,
                Counter.class,
                Product.class,
                Review.class)) {
            fill(space);
            livesFor(space, Space.key(ACCOUNT, "1"), Duration.ofMinutes(10));
            livesFor(space, Space.key(PRODUCT + ".tags", "1"), Duration.ofMinutes(10));
            livesFor(space, Space.key(ACCOUNT + "##NaturalId", "n"), Duration.ofMinutes(10));
        }
    }

    @Test
    void aWriteBeginsItAnew() {
        try (Space space = Space.of(Counter.class)) {
            String key = Space.key(COUNTER, "1");
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            assertThat(space.redis().number("PEXPIRE", key, 60_000)).isEqualTo(1);
            space.sql(session -> session.find(Counter.class, 1L).amount++);
            livesFor(space, key, Duration.ofHours(1));
        }
    }

    /** To a reader a missing stripe is a miss: it must not go before its entries. */
    @Test
    void aStripeOutlivesItsEntriesTwice() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.ttl", "10m").set("hibernate.cache.redis.entity.ttl", "40m"),
                Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            assertThat(space.redis().keys("*}"))
                    .hasSize(256)
                    .allSatisfy(stripe -> assertThat(space.redis().number("PTTL", stripe))
                            .isGreaterThanOrEqualTo(2 * Duration.ofMinutes(40).toMillis()));
        }
    }

    private static void fill(Space space) {
        space.node().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Account(1, "n", "me"));
            Product product = new Product(1, "p");
            product.tags.add("t");
            session.persist(product);
        });
        space.sql(session -> assertThat(session.find(Product.class, 1L).tags).hasSize(1));
    }

    /** Up to a minute less: that is how long the test may have taken. */
    private static void livesFor(Space space, String key, Duration ttl) {
        assertThat(space.redis().number("PTTL", key))
                .as(key)
                .isBetween(ttl.minusMinutes(1).toMillis(), ttl.toMillis());
    }
}
