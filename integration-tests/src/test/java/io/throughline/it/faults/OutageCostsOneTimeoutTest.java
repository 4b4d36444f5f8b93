package io.throughline.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.throughline.RedisCacheTracing;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A Redis that hangs under load, with a writer and two readers on each of three nodes. The time for which a transaction waits for Redis, in all its
 * steps together, is added up from the spans of everything that is sent, including reads.
 */
@Timeout(180)
class OutageCostsOneTimeoutTest {

    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(250); // the setting's default
    private static final long MOST_MILLIS = 2 * COMMAND_TIMEOUT.toMillis() + 100;
    private static final int NODES = 3;
    private static final int ROWS = 20;
    private static final int OUTAGES = 3;
    private static final int LEAST_TRANSACTIONS = 100;

    private final Database database = TestServers.postgres().createDatabase();
    private final Waits waits = new Waits();

    @Test
    void aTransactionWaitsForTwoTimeoutsAtMost() {
        List<Node> nodes = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(NODES * 3);
        try (RedisProcess redis = RedisProcess.start();
                OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(waits)
                                .build())
                        .build()) {
            for (int i = 0; i < NODES; i++) {
                nodes.add(Node.on(database, redis.uri()).entities(Counter.class).start());
            }
            Node first = nodes.get(0);
            first.inTransaction(
                    session -> LongStream.range(0, ROWS).forEach(id -> session.persist(new Counter(id, 0))));
            Nodes.await(() -> nodes.stream().allMatch(node -> Nodes.isServed(node, Counter.class, List.of(1L))));
            List<CompletableFuture<Void>> load = new ArrayList<>();
            for (Node node : nodes) {
                new RedisCacheTracing(node.factory(), Duration.ofNanos(1)).bindTo(openTelemetry);
                load.add(CompletableFuture.runAsync(() -> repeat(over, () -> write(node)), threads));
                load.add(CompletableFuture.runAsync(() -> repeat(over, () -> read(node)), threads));
                load.add(CompletableFuture.runAsync(() -> repeat(over, () -> read(node)), threads));
            }
            for (int i = 0; i < OUTAGES; i++) {
                hang(redis, nodes);
            }
            over.set(true);
            load.forEach(CompletableFuture::join);
        } finally {
            over.set(true);
            threads.shutdown();
            nodes.forEach(Node::close);
        }
        List<Long> waited = waits.millis.stream().sorted().toList();
        long longest = waited.get(waited.size() - 1);
        System.out.printf(
                "a hanging Redis: %,d transactions, %,d of them waited for more than 100 ms, the longest %d ms%n",
                waited.size(), waited.stream().filter(millis -> millis > 100).count(), longest);
        assertThat(longest)
                .as("the outage was noticed, and by the longest")
                .isBetween(COMMAND_TIMEOUT.toMillis(), MOST_MILLIS);
    }

    /** It closes regions in several commands, which may take longer; what follows waits for none of them. */
    @Test
    void afterABulkStatementOverSeveralRegionsNothingWaitsEither() {
        try (RedisProcess redis = RedisProcess.start();
                OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(waits)
                                .build())
                        .build();
                Node node = Node.on(database, redis.uri())
                        .entities(Counter.class, Ticket.class)
                        .start()) {
            new RedisCacheTracing(node.factory(), Duration.ofNanos(1)).bindTo(openTelemetry);
            Nodes.awaitClocks(node);
            redis.freeze();
            for (int i = 0; i < 3; i++) {
                waits.during(() -> node.inTransaction(
                        session -> session.createNativeMutationQuery("update Counter set amount = amount + 1")
                                .executeUpdate()));
            }
        }
        List<Long> waited = List.copyOf(waits.millis);
        System.out.println("bulk statements while Redis hangs have waited for " + waited + " ms");
        assertThat(waited.get(0)).isBetween(COMMAND_TIMEOUT.toMillis(), MOST_MILLIS);
        assertThat(waited.subList(1, 3)).as("the others").allMatch(millis -> millis < COMMAND_TIMEOUT.toMillis() / 2);
    }

    /** Until each node has given up waiting, and gone on for some time; then until all are back. */
    private void hang(RedisProcess redis, List<Node> nodes) {
        redis.freeze();
        int before = waits.millis.size();
        Nodes.await(() -> waits.isQuiet() && waits.millis.size() - before > LEAST_TRANSACTIONS);
        redis.thaw();
        Nodes.await(() -> nodes.stream().allMatch(node -> Nodes.isServed(node, Counter.class, List.of(1L))));
    }

    private void repeat(AtomicBoolean over, Runnable transaction) {
        while (!over.get()) {
            waits.during(transaction);
        }
    }

    /** A find, a lock in the database, a change, a commit: each asks Redis. */
    private static void write(Node node) {
        try {
            node.inTransaction(session -> {
                Counter counter = any(session);
                session.refresh(counter, LockModeType.PESSIMISTIC_WRITE);
                counter.amount++;
            });
        } catch (OptimisticLockException e) {
            // another was faster: what it waited for counts all the same
        }
    }

    private static void read(Node node) {
        node.inTransaction(session -> {
            any(session);
            any(session);
        });
    }

    private static Counter any(Session session) {
        return session.find(Counter.class, ThreadLocalRandom.current().nextLong(ROWS));
    }

    /** How long each transaction has waited for Redis: the spans that end on its own thread. */
    private static final class Waits implements SpanProcessor {

        private static final long QUIET_MILLIS = 700;

        private final ConcurrentLinkedQueue<Long> millis = new ConcurrentLinkedQueue<>();
        private final ThreadLocal<Long> nanos = new ThreadLocal<>();
        private volatile long lastLong = System.nanoTime();

        void during(Runnable transaction) {
            nanos.set(0L);
            try {
                transaction.run();
            } finally {
                long waited = TimeUnit.NANOSECONDS.toMillis(nanos.get());
                nanos.remove();
                if (waited > COMMAND_TIMEOUT.toMillis() / 2) {
                    lastLong = System.nanoTime();
                }
                millis.add(waited);
            }
        }

        /** Nobody has waited any more. */
        boolean isQuiet() {
            return System.nanoTime() - lastLong > TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
        }

        @Override
        public void onEnd(ReadableSpan span) {
            Long before = nanos.get();
            if (before != null) {
                nanos.set(before + span.getLatencyNanos());
            }
        }

        @Override
        public void onStart(Context parentContext, ReadWriteSpan span) {
            // its end says how long it was
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
