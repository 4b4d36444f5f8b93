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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A Redis that hangs under load, with a writer and two readers on each of three nodes. The time for which a transaction waits for Redis, in all its
 * steps together, is added up from the spans of everything that is sent, including reads.
 */
@Timeout(180)
class OutageCostsOneTimeoutTest {

    /** Long beside what a busy machine adds to it. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    /** Two, and not three. */
    private static final long MOST_MILLIS = 12 * COMMAND_TIMEOUT.toMillis() / 5;

    private static final int NODES = 3;
    private static final int ROWS = 20;
    private static final int OUTAGES = 3;
    private static final int MOST_OUTAGES = 20;
    private static final int LEAST_TRANSACTIONS = 100;
    private static final int BULK_STATEMENTS = 3;

    private final Database database = TestServers.postgres().createDatabase();
    private final Standstills standstills = new Standstills();
    private final Waits waits = new Waits();

    @AfterEach
    void stop() {
        standstills.close();
    }

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
                nodes.add(node(redis, Counter.class));
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
            int noticed = 0;
            for (int i = 0; i < MOST_OUTAGES && noticed < OUTAGES; i++) {
                int before = waits.all.size();
                hang(redis, nodes);
                noticed += waits.undisturbed(before).anyMatch(millis -> millis >= COMMAND_TIMEOUT.toMillis()) ? 1 : 0;
            }
            assertThat(noticed).as("outages that somebody has waited for").isEqualTo(OUTAGES);
            over.set(true);
            load.forEach(CompletableFuture::join);
        } finally {
            over.set(true);
            threads.shutdown();
            nodes.forEach(Node::close);
        }
        List<Long> waited = waits.undisturbed(0).sorted().boxed().toList();
        long longest = waited.get(waited.size() - 1);
        System.out.printf(
                "a hanging Redis: %,d transactions, %,d of them waited for more than 100 ms, the longest %d ms%n",
                waited.size(), waited.stream().filter(millis -> millis > 100).count(), longest);
        assertThat(longest).isBetween(COMMAND_TIMEOUT.toMillis(), MOST_MILLIS);
    }

    /** It closes regions in several commands, which may take longer; what follows waits for none of them. */
    @Test
    void afterABulkStatementOverSeveralRegionsNothingWaitsEither() {
        List<Long> waited = waitsOfBulkStatements();
        for (int i = 1; i < MOST_OUTAGES && waited.size() < BULK_STATEMENTS; i++) {
            waited = waitsOfBulkStatements();
        }
        System.out.println("bulk statements while Redis hangs have waited for " + waited + " ms");
        assertThat(waited).hasSize(BULK_STATEMENTS);
        assertThat(waited.get(0)).isBetween(COMMAND_TIMEOUT.toMillis(), MOST_MILLIS);
        assertThat(waited.subList(1, BULK_STATEMENTS))
                .as("the others")
                .allMatch(millis -> millis < COMMAND_TIMEOUT.toMillis() / 2);
    }

    /** Fewer than there were if the machine stood still meanwhile. */
    private List<Long> waitsOfBulkStatements() {
        int before = waits.all.size();
        try (RedisProcess redis = RedisProcess.start();
                OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(waits)
                                .build())
                        .build();
                Node node = node(redis, Counter.class, Ticket.class)) {
            new RedisCacheTracing(node.factory(), Duration.ofNanos(1)).bindTo(openTelemetry);
            Nodes.awaitClocks(node);
            redis.freeze();
            for (int i = 0; i < BULK_STATEMENTS; i++) {
                waits.during(() -> node.inTransaction(
                        session -> session.createNativeMutationQuery("update Counter set amount = amount + 1")
                                .executeUpdate()));
            }
        }
        return waits.undisturbed(before).boxed().toList();
    }

    private Node node(RedisProcess redis, Class<?>... entities) {
        return Node.on(database, redis.uri())
                .set("hibernate.cache.redis.command_timeout", COMMAND_TIMEOUT.toMillis() + "ms")
                .entities(entities)
                .start();
    }

    /** Until each node has given up waiting, and gone on for some time; then until all are back. */
    private void hang(RedisProcess redis, List<Node> nodes) {
        redis.freeze();
        int before = waits.all.size();
        Nodes.await(() -> waits.isQuiet() && waits.all.size() - before > LEAST_TRANSACTIONS);
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
    private final class Waits implements SpanProcessor {

        /** Longer than anybody waits. */
        private static final long QUIET_MILLIS = MOST_MILLIS + COMMAND_TIMEOUT.toMillis();
        /** Around a transaction: the provider notices a pause at its next look at the clock. */
        private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

        private record Waited(long millis, Standstills.Period transaction) {}

        private final List<Waited> all = Collections.synchronizedList(new ArrayList<>());
        private final ThreadLocal<Long> nanos = new ThreadLocal<>();
        private volatile long lastLong = System.nanoTime();

        void during(Runnable transaction) {
            long begun = System.nanoTime();
            nanos.set(0L);
            try {
                transaction.run();
            } finally {
                long waited = TimeUnit.NANOSECONDS.toMillis(nanos.get());
                nanos.remove();
                if (waited > COMMAND_TIMEOUT.toMillis() / 2) {
                    lastLong = System.nanoTime();
                }
                all.add(new Waited(
                        waited, new Standstills.Period(begun - MARGIN_NANOS, System.nanoTime() + MARGIN_NANOS)));
            }
        }

        /** Of transactions, all but the first ones, those in which the process did not stand still. */
        LongStream undisturbed(int first) {
            return List.copyOf(all).stream()
                    .skip(first)
                    .filter(waited -> !standstills.during(waited.transaction))
                    .mapToLong(Waited::millis);
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
