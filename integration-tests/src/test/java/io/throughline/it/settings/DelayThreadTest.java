package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.it.nodes.ChildJvm;
import io.throughline.redis.DelayThread;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each test runs in a process of its own, because each process has one such thread, which never ends. */
class DelayThreadTest {

    private static final String KEPT = "the thread keeps the application's class loader";
    private static final String FREE = "the thread keeps the JDK's class loader";

    /** As a server's thread calls an application. */
    static final class Application {
        public static void main(String[] arguments) {
            ClassLoader application = new URLClassLoader(new URL[0]);
            Thread.currentThread().setContextClassLoader(application);
            if (arguments[0].equals("start")) {
                DelayThread.start();
                DelayThread.start(); // once more does no harm
            }
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS))
                    .join();
            boolean kept = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("CompletableFutureDelayScheduler"))
                    .anyMatch(thread -> thread.getContextClassLoader() == application);
            System.out.println(kept ? KEPT : FREE);
        }
    }

    @Test
    void itKeepsNoApplicationsClassLoader() throws Exception {
        assertThat(said("start")).contains(FREE);
    }

    private static String said(String how) throws Exception {
        return ChildJvm.of(Application.class, how).run(Duration.ofMinutes(1)).said();
    }

    /** Why it is there; later JDKs start it otherwise. */
    @Test
    void theJdksOwnWayKeepsIt() throws Exception {
        assumeTrue(Runtime.version().feature() <= 21);
        assertThat(said("not")).contains(KEPT);
    }
}
