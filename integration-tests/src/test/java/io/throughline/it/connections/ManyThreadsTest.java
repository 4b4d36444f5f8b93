package io.throughline.it.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of threads, and a Redis that is milliseconds away: each thread waits only for its own round trip, and not for the others'. {@code
 * -Dthroughline.distance.seconds=20} prints figures; {@code -Dthroughline.distance.connections}, {@code .threads} and {@code .millis} change the
 * setup.
 */
@Timeout(300)
class ManyThreadsTest {

    private static final int SECONDS = Integer.getInteger("throughline.distance.seconds", 1);
    private static final int THREADS = Integer.getInteger("throughline.distance.threads", 200);
    private static final int MILLIS = Integer.getInteger("throughline.distance.millis", 5);
    private static final int CONNECTIONS = Integer.getInteger("throughline.distance.connections", 4);
    private static final int ROWS = 1000;

    @Test
    void findAtADistance() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        Database database = TestServers.postgres().createDatabase();
        try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                Node node = Node.on(database, relay.uri())
                        .set("hibernate.cache.redis.connections", CONNECTIONS)
                        .entities(Counter.class)
                        .start()) {
            node.inTransaction(
                    session -> LongStream.range(0, ROWS).forEach(id -> session.persist(new Counter(id, id))));
            Nodes.awaitClocks(node);
            relay.delay(() -> Duration.ofMillis(MILLIS));
            finds(node, SECONDS); // warm-up
            long sql = node.sqlStatements();
            long finds = finds(node, SECONDS);
            System.out.printf(
                    "%d threads, %d connections, Redis %d ms away: %,d finds a second%n",
                    THREADS, CONNECTIONS, MILLIS, finds / SECONDS);
            assertThat(node.sqlStatements()).as("all of them hits").isEqualTo(sql);
        }
    }

    private static long finds(Node node, int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        LongAdder finds = new LongAdder();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Void>> all = IntStream.range(0, THREADS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                while (System.nanoTime() < end) {
                                    long id = ThreadLocalRandom.current().nextLong(ROWS);
                                    try (var session = node.factory().openSession()) {
                                        if (session.find(Counter.class, id).amount != id) {
                                            throw new AssertionError("row " + id);
                                        }
                                    }
                                    finds.increment();
                                }
                            },
                            threads))
                    .toList();
            all.forEach(CompletableFuture::join);
            return finds.sum();
        } finally {
            threads.shutdownNow();
        }
    }
}
