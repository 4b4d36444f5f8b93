package io.throughline.it.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.Jdk;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of sessions at once, each on a virtual thread. Needs a JDK of 21 or later: the running one, or another that is installed. */
@Timeout(180)
class VirtualThreadsTest {

    @Test
    void thousandsOfSessionsAtOnceAndNonePinsItsCarrier() throws Exception {
        Optional<Jdk> jdk = Jdk.withVirtualThreads();
        assumeTrue(jdk.isPresent(), "no JDK of 21 or later is installed beside " + System.getProperty("java.home"));
        Database database = TestServers.postgres().createDatabase();
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll(); // the entries that other tests have left are of other databases
        }
        ChildJvm.Result child = ChildJvm.of(
                        SessionsOnVirtualThreads.class,
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        TestServers.redis().host(),
                        Integer.toString(TestServers.redis().port()))
                .java(jdk.get().java())
                .heap("1g")
                .run(Duration.ofSeconds(150));
        child.said().lines().filter(line -> line.startsWith("virtual threads")).forEach(System.out::println);
        assertThat(child.ended()).as(child.said()).isTrue();
        assertThat(child.said())
                .contains("sessions " + SessionsOnVirtualThreads.SESSIONS + ", all waited at once true, right "
                        + SessionsOnVirtualThreads.SESSIONS + ", statements 0, pinned in the cache 0");
        assertThat(child.exitValue()).as(child.said()).isZero();
    }
}
