package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.RedisRegionFactory;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Currency;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.cache.internal.StandardTimestampsCacheFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start refuses, and says why. */
class RefusalsTest {

    private final Database database = Space.database();

    @Entity(name = "NotCached")
    static class NotCached {
        @Id
        Long id;
    }

    @BeforeEach
    void empty() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    @Test
    void theShortNameResolves() {
        try (Node node = node(Counter.class).start()) {
            assertThat(node.factory().getCache().getRegionFactory()).isInstanceOf(RedisRegionFactory.class);
        }
    }

    @Test
    void theNameOfTheClassDoesToo() {
        try (Node node = node(Counter.class)
                .set("hibernate.cache.region.factory_class", RedisRegionFactory.class.getName())
                .start()) {
            assertThat(node.factory().getCache().getRegionFactory()).isInstanceOf(RedisRegionFactory.class);
        }
    }

    @Test
    void aTimestampsCacheOfTheApplications() {
        assertThatThrownBy(() -> node(Counter.class)
                        .set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.query_cache_factory", StandardTimestampsCacheFactory.class.getName())
                        .start())
                .hasStackTraceContaining(
                        "hibernate.cache.query_cache_factory='" + StandardTimestampsCacheFactory.class.getName() + "'")
                .hasStackTraceContaining("accepted: leave it out");
    }

    @Test
    void readUncommitted() {
        assertThatThrownBy(() -> isolated("read uncommitted").start())
                .hasStackTraceContaining("READ UNCOMMITTED")
                .hasStackTraceContaining("accepted")
                .hasStackTraceContaining("READ COMMITTED or a stricter isolation");
    }

    @Test
    void otherIsolationsAreAccepted() {
        for (String isolation : new String[] {"read committed", "repeatable read", "serializable"}) {
            try (Node node = isolated(isolation).start()) {
                assertThat(node.<Counter>fromTransaction(session -> session.find(Counter.class, 1L)))
                        .isNull();
            }
        }
    }

    @Test
    void theTimeToLiveOfARegionThatIsNotMapped() {
        assertThatThrownBy(() -> node(Counter.class, Currency.class)
                        .set("hibernate.cache.redis.region.Countr.ttl", "5m")
                        .start())
                .hasStackTraceContaining("hibernate.cache.redis.region.Countr.ttl")
                .hasStackTraceContaining(Counter.class.getName())
                .hasStackTraceContaining(Currency.class.getName());
    }

    @Test
    void evenIfNothingIsCached() {
        assertThatThrownBy(() -> node(NotCached.class)
                        .set("hibernate.cache.redis.region.Countr.ttl", "5m")
                        .start())
                .hasStackTraceContaining("hibernate.cache.redis.region.Countr.ttl");
    }

    @Test
    void anUnknownSetting() {
        assertThatThrownBy(() -> node(Counter.class)
                        .set("hibernate.cache.redis.tll", "5m")
                        .start())
                .hasStackTraceContaining("hibernate.cache.redis.tll")
                .hasStackTraceContaining("did you mean hibernate.cache.redis.ttl?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.util.List", "java.lang.Thread"})
    void anAllowedTypeThatNoBodyCouldHold(String type) {
        assertThatThrownBy(() -> node(Counter.class)
                        .set("hibernate.cache.redis.allowed_types", type)
                        .start())
                .hasStackTraceContaining("hibernate.cache.redis.allowed_types names '" + type + "'")
                .hasStackTraceContaining("accepted: names of classes whose fields are accessible");
    }

    @Test
    void anAllowedTypeThatIsNoClass() {
        assertThatThrownBy(() -> node(Counter.class)
                        .set("hibernate.cache.redis.allowed_types", "java.util.UUID,no.such.Class")
                        .start())
                .hasStackTraceContaining("hibernate.cache.redis.allowed_types names 'no.such.Class'")
                .hasStackTraceContaining("accepted: names of classes");
    }

    private Node.Builder node(Class<?>... entities) {
        return Space.builder(database, TestServers.redis().uri(), entities);
    }

    private Node.Builder isolated(String level) {
        String option = "?options=-c%20default_transaction_isolation=" + level.replace(" ", "%5C%20");
        Database isolated = new Database(database.jdbcUrl() + option, database.user(), database.password());
        return Space.builder(isolated, TestServers.redis().uri(), Counter.class);
    }
}
