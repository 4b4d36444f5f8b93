package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibernate.properties} on the class path is enough. Hibernate reads it once in each JVM, so another JVM is used. */
@Timeout(120)
class HibernatePropertiesTest {

    @Test
    void itAloneSwitchesTheCacheOn(@TempDir Path directory) throws Exception {
        Database database = TestServers.postgres().createDatabase();
        Files.writeString(directory.resolve("hibernate.properties"), """
                hibernate.connection.url=%s
                hibernate.connection.username=%s
                hibernate.connection.password=%s
                hibernate.hbm2ddl.auto=create
                hibernate.cache.region.factory_class=redis
                hibernate.cache.redis.uri=%s
                hibernate.cache.redis.namespace=%s
                hibernate.cache.redis.command_timeout=10s
                """.formatted(
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        TestServers.redis().uri(),
                        Space.NAMESPACE));
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
            run(directory);
            assertThat(redis.number("EXISTS", Space.key(Counter.class.getName(), "1")))
                    .isEqualTo(1);
        }
    }

    private static void run(Path properties) throws Exception {
        ChildJvm.Result child =
                ChildJvm.of(PlainApplication.class).classPathFirst(properties).run(Duration.ofSeconds(90));
        assertThat(child.ended()).as(child.said()).isTrue();
        assertThat(child.exitValue()).as(child.said()).isZero();
    }
}
