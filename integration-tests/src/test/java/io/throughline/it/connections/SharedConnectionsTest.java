package io.throughline.it.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.protocol.Scripts;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers wait for their replies on few connections. */
@Timeout(120)
class SharedConnectionsTest {

    private static final int CALLERS = 30;

    private final Database database = TestServers.postgres().createDatabase();
    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger sent = new AtomicInteger();
    private Node node;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        node = Node.on(database, relay.uri())
                .set("hibernate.cache.redis.connections", "2")
                .set("hibernate.cache.redis.command_timeout", "60s")
                .connections(CALLERS)
                .entities(Counter.class)
                .start();
        node.inTransaction(
                session -> LongStream.rangeClosed(1, CALLERS).forEach(id -> session.persist(new Counter(id, id))));
        Nodes.awaitClocks(node);
    }

    @AfterEach
    void stop() {
        callers.shutdownNow();
        node.close();
        relay.close();
    }

    @Test
    void reads() throws Exception {
        Predicate<Command> isRead = Command.named("MGET");
        long sql = node.sqlStatements();
        try (Stall replies = counted(isRead)) {
            List<CompletableFuture<Void>> found =
                    all(id -> assertThat(node.<Long>fromTransaction(session -> session.find(Counter.class, id).amount))
                            .isEqualTo(id));
            Nodes.await(() -> sent.get() == CALLERS);
            assertThat(found).noneMatch(CompletableFuture::isDone);
            replies.release();
            CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).get();
        }
        assertThat(node.sqlStatements()).isEqualTo(sql);
    }

    @Test
    void commits() throws Exception {
        long before = node.activity().of(Event.WRITTEN_THROUGH);
        AtomicReference<Stall> replies = new AtomicReference<>();
        CyclicBarrier allHaveRead = new CyclicBarrier(
                CALLERS,
                () -> replies.set(
                        counted(command -> command.runs(Scripts.shipped().lock()))));
        List<CompletableFuture<Void>> changed = all(id -> node.inTransaction(session -> {
            session.find(Counter.class, id).amount++;
            await(allHaveRead);
        }));
        Nodes.await(() -> sent.get() == CALLERS);
        assertThat(changed).noneMatch(CompletableFuture::isDone);
        replies.get().release();
        CompletableFuture.allOf(changed.toArray(CompletableFuture[]::new)).get();
        assertThat(node.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(before + CALLERS);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that match are counted, and their replies held: whoever is counted waits for his. */
    private Stall counted(Predicate<Command> which) {
        relay.rewrite(command -> {
            if (which.test(command)) {
                sent.incrementAndGet();
            }
            return command;
        });
        return relay.stallAllReplies(which);
    }

    private List<CompletableFuture<Void>> all(LongConsumer work) {
        return LongStream.rangeClosed(1, CALLERS)
                .mapToObj(id -> CompletableFuture.runAsync(() -> work.accept(id), callers))
                .toList();
    }
}
