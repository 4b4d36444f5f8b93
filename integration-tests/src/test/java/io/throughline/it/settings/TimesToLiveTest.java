package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long Redis itself says that it will keep things. */
class TimesToLiveTest {

    private static final String COUNTER = Counter.class.getName();
    private static final String ACCOUNT = Account.class.getName();
    private static final String PRODUCT = Product.class.getName();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();

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

    /** To a reader a missing record is a miss: it must not go before its entries. */
    @Test
    void aRegionsRecordOutlivesItsEntriesTwice() {
        try (Space space = Space.of(
                node -> node.set("hibernate.cache.redis.ttl", "10m").set("hibernate.cache.redis.entity.ttl", "40m"),
                Counter.class)) {
            space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
            assertThat(space.redis().keys("*}"))
                    .hasSize(1)
                    .allSatisfy(record -> assertThat(space.redis().number("PTTL", record))
                            .isGreaterThanOrEqualTo(2 * Duration.ofMinutes(40).toMillis()));
        }
    }

    /** 1,000 entries of one pipeline: by default a tenth of an hour lies between the first and the last end. */
    @Test
    void whatIsStoredTogetherDoesNotExpireTogether() {
        try (Space space = Space.of(Counter.class)) {
            List<Long> lives = livesOfAThousand(space);
            assertThat(lives).allMatch(life -> life <= HOUR && life >= HOUR * 9 / 10 - MINUTE);
            assertThat(Collections.max(lives) - Collections.min(lives)).isGreaterThan(5 * MINUTE);
            assertThat(new HashSet<>(lives)).hasSizeGreaterThan(900);
        }
    }

    @Test
    void withoutSpreadItDoes() {
        try (Space space = Space.of(node -> node.set("hibernate.cache.redis.ttl_spread", "0"), Counter.class)) {
            List<Long> lives = livesOfAThousand(space);
            assertThat(lives).allMatch(life -> life <= HOUR && life >= HOUR - MINUTE);
        }
    }

    private static List<Long> livesOfAThousand(Space space) {
        space.node().inTransaction(session -> {
            for (int id = 1; id <= 1000; id++) {
                session.persist(new Counter(id, id));
            }
        });
        return IntStream.rangeClosed(1, 1000)
                .mapToObj(id -> space.redis().number("PTTL", Space.key(COUNTER, String.valueOf(id))))
                .toList();
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

    /** Up to the spread less, and a minute: that is how long the test may have taken. */
    private static void livesFor(Space space, String key, Duration ttl) {
        assertThat(space.redis().number("PTTL", key))
                .as(key)
                .isBetween(ttl.multipliedBy(9).dividedBy(10).minusMinutes(1).toMillis(), ttl.toMillis());
    }
}
