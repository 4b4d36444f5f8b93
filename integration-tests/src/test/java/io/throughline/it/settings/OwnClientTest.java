package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client that the cache makes for itself lives as long as the session factory, and keeps no JVM alive. */
@Timeout(180)
class OwnClientTest {

    private final Database database = Space.database();

    @BeforeEach
    void empty() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    @Test
    void itsThreadsEndWithTheFactory() {
        Threads threads = new Threads();
        Node node = node().start();
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        assertThat(threads.added()).isNotEmpty().allMatch(Thread::isDaemon);
        node.close();
        threads.awaitGone();
    }

    @Test
    void theyEndWithAFactoryWhoseStartIsRefusedToo() {
        for (String setting : new String[] {"hibernate.cache.redis.region.none.ttl", "hibernate.cache.redis.tll"}) {
            Threads threads = new Threads();
            assertThatThrownBy(() -> node().set(setting, "1h").start()).hasStackTraceContaining(setting);
            threads.awaitGone();
        }
    }

    @Test
    void aJvmThatDoesNotCloseItEndsByItself() throws Exception {
        ChildJvm.Result child = ChildJvm.of(
                        NeverClosing.class,
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        TestServers.redis().uri())
                .run(Duration.ofSeconds(90));
        assertThat(child.said()).contains(NeverClosing.DONE);
        assertThat(child.ended()).as(child.said()).isTrue();
        assertThat(child.exitValue()).as(child.said()).isZero();
    }

    private Node.Builder node() {
        return Space.builder(database, TestServers.redis().uri(), Counter.class);
    }
}
