package io.throughline.it.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the Hibernate that Micronaut brings. All settings come from its configuration. */
class MicronautTest extends ElsewhereContract {

    private MicronautProcess a;
    private MicronautProcess b;
    private Shop shopA;
    private Shop shopB;

    @BeforeAll
    void start() {
        a = launch();
        shopA = a.shop(); // makes the table
        b = launch();
        shopB = b.shop();
    }

    @AfterAll
    void stop() {
        try (redis) {
            Stream.of(a, b).filter(Objects::nonNull).forEach(MicronautProcess::close);
        }
    }

    private MicronautProcess launch(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "datasources.default.url=" + database.jdbcUrl(),
                "datasources.default.username=" + database.user(),
                "datasources.default.password=" + database.password(),
                "jpa.default.properties.hibernate.cache.redis.uri=" + redis.uri(),
                // instances that have just started are slow: a stall is not to look like an outage
                "jpa.default.properties.hibernate.cache.redis.command_timeout=2s"));
        all.addAll(List.of(properties));
        return MicronautProcess.launch(all);
    }

    @Override
    Shop a() {
        return shopA;
    }

    @Override
    Shop b() {
        return shopB;
    }

    @Test
    void itSaysWhatItCaches() {
        assertThat(a.log())
                .contains("Second-level cache in Redis at " + redis.uri())
                .contains("namespace shop, 1 region: " + PRODUCT + " READ_WRITE");
    }

    /** The name of a class within a setting's name comes as it was written. */
    @Test
    void theRegionsTimeToLiveIsThatOfTheConfiguration() {
        long id = a().create();
        try (RedisConnection look = redis.connect()) {
            await(() -> look.keys("shop:" + PRODUCT + ":*:" + id).size() == 1);
            String key = look.keys("shop:" + PRODUCT + ":*:" + id).iterator().next();
            assertThat((Long) look.call("PTTL", key))
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofMinutes(10).toMillis());
        }
    }

    /** What docs/elsewhere.md warns of. */
    @Test
    void aRepositorysFindByIdAsksTheDatabase() throws SQLException {
        long id = a().create();
        await(() -> isHit(b(), id, 0));
        change("update product set stock = 99 where id = " + id); // no instance knows
        long hits = b().hits();
        assertThat(b().stockByRepository(id)).isEqualTo(99);
        assertThat(b().hits()).isEqualTo(hits);
        assertThat(b().stock(id)).isZero();
    }

    @Test
    void aSettingThatDoesNotExistIsRefused() {
        try (MicronautProcess application = launch("jpa.default.properties.hibernate.cache.redis.comand_timeout=1s")) {
            assertThatThrownBy(application::shop)
                    .hasMessageContaining("The application has ended")
                    .hasMessageContaining("hibernate.cache.redis.comand_timeout");
        }
    }

    @Test
    void anInstanceThatIsStoppedLeavesNoMemberAndNoComplaint() throws InterruptedException {
        try (RedisConnection look = redis.connect();
                MicronautProcess application = launch()) {
            long id = application.shop().create();
            assertThat(b().stock(id)).isZero();
            await(() -> members(look) == 3);
            assertThat(application.stop()).doesNotContain("ERROR", "Exception");
            assertThat(members(look)).isEqualTo(2);
            assertThat(b().restock(id, 5)).isEqualTo(5);
        }
    }
}
