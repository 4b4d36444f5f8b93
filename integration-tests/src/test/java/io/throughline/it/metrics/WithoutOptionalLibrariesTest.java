package io.throughline.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Micrometer and OpenTelemetry are optional: a node works on a class path that lacks them. */
@Timeout(120)
class WithoutOptionalLibrariesTest {

    @Test
    void aNodeWorks() throws Exception {
        Database database = TestServers.postgres().createDatabase();
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer") && !entry.contains("opentelemetry"))
                .map(WithoutOptionalLibrariesTest::url)
                .toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Object hits = loader.loadClass(PlainNode.class.getName())
                    .getMethod("hits", String.class, String.class, String.class, String.class)
                    .invoke(
                            null,
                            database.jdbcUrl(),
                            database.user(),
                            database.password(),
                            TestServers.redis().uri());
            assertThat((long) hits).isEqualTo(1);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
