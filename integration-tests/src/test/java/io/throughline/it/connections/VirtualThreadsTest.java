package io.throughline.it.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of sessions at once, each on a virtual thread. With a JDK of 21 or later, this one or one that is installed beside it. */
@Timeout(180)
class VirtualThreadsTest {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @Test
    void thousandsOfSessionsAtOnceAndNonePinsItsCarrier() throws Exception {
        Optional<Path> java = java();
        assumeTrue(java.isPresent(), "no JDK of 21 or later is installed beside " + System.getProperty("java.home"));
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
                .java(java.get())
                .heap("1g")
                .run(Duration.ofSeconds(150));
        child.said().lines().filter(line -> line.startsWith("virtual threads")).forEach(System.out::println);
        assertThat(child.ended()).as(child.said()).isTrue();
        assertThat(child.said())
                .contains("sessions " + SessionsOnVirtualThreads.SESSIONS + ", all waited at once true, right "
                        + SessionsOnVirtualThreads.SESSIONS + ", statements 0, pinned in the cache 0");
        assertThat(child.exitValue()).as(child.said()).isZero();
    }

    private static Optional<Path> java() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            return Optional.of(home.resolve("bin").resolve("java"));
        }
        try (Stream<Path> beside = Files.list(home.toRealPath().getParent())) {
            return beside.filter(other -> version(other) >= FIRST_WITH_VIRTUAL_THREADS)
                    .max(Comparator.comparing(VirtualThreadsTest::version))
                    .map(other -> other.resolve("bin").resolve("java"));
        }
    }

    /** As its release file says; 0 if it is no JDK. */
    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }
}
