package io.throughline.it.nodes;

import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Two nodes of one application on one database and one Redis. The first node reaches Redis through a relay, which counts and forces interleavings.
 * Tests look at their effects on the cache from the second node.
 */
public final class Nodes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisRelay relay;
    private final Node first;
    private final Node second;

    private Nodes(RedisRelay relay, Node first, Node second) {
        this.relay = relay;
        this.first = first;
        this.second = second;
    }

    public static Nodes of(Class<?>... entities) {
        return of(node -> node, entities);
    }

    public static Nodes of(UnaryOperator<Node.Builder> settings, Class<?>... entities) {
        TestServers.redis().connect().flushAll();
        Database database = TestServers.postgres().createDatabase();
        RedisRelay relay = RedisRelay.to(TestServers.redis()).hold(Duration.ofMillis(60));
        Node first = settings.apply(Node.on(database, relay.uri()).entities(entities))
                .start();
        Node second = settings.apply(
                        Node.on(database, TestServers.redis().uri()).entities(entities))
                .start();
        return new Nodes(relay, first, second);
    }

    public Node first() {
        return first;
    }

    public Node second() {
        return second;
    }

    public RedisRelay relay() {
        return relay;
    }

    /** Round trips of the first node, until nothing is under way any more. */
    public RoundTrips count(Runnable work) {
        return relay.countUntilQuiet(work::run);
    }

    /**
     * Until the second node's clock has passed what is in Redis now: it believes only what is older than the lower bound that it has of the
     * server's clock.
     */
    public void awaitClocks() {
        awaitClocks(first, second);
    }

    /** Until the nodes' clocks have passed what is in Redis now. */
    public static void awaitClocks(Node... nodes) {
        awaitClocks(TestServers.redis().uri(), nodes);
    }

    /** The same in a process that has not started the servers itself. */
    public static void awaitClocks(String redisUri, Node... nodes) {
        URI server = URI.create(redisUri);
        try (RedisConnection redis = RedisConnection.to(server.getHost(), server.getPort())) {
            awaitPast(redis.micros(), nodes);
        }
    }

    /** Until a session of each node sees all that a server whose clock has shown so many microseconds had been told by then. */
    public static void awaitPast(long micros, Node... nodes) {
        for (Node node : nodes) {
            await(() -> node.fromTransaction(Nodes::asOf) > micros);
        }
    }

    /** The lower bound of the server's clock, in microseconds, that the session reads as of. */
    public static long asOf(Session session) {
        return session.unwrap(SharedSessionContractImplementor.class)
                .getCacheTransactionSynchronization()
                .getCachingTimestamp();
    }

    /** Until the one node that the relay leads to Redis has been answered a whole heartbeat: the second goes out only then. Ends the relay's rewriting. */
    public static void awaitTwoHeartbeats(RedisRelay relay) {
        AtomicInteger beats = new AtomicInteger();
        relay.rewrite(command -> {
            beats.addAndGet(command.name().equals("TIME") ? 1 : 0);
            return command;
        });
        await(() -> beats.get() >= 2);
        relay.rewrite(null);
    }

    /** Whether all that a new session finds comes from Redis. */
    public static boolean isServed(Node node, Class<?> entity, List<Long> ids) {
        long sql = node.sqlStatements();
        node.inTransaction(session -> ids.forEach(id -> session.find(entity, id)));
        return node.sqlStatements() == sql;
    }

    /** Waits for a condition that another thread or process will make true. */
    public static void await(BooleanSupplier condition) {
        await(PATIENCE, "It", condition);
    }

    /** The same, for as long as that. */
    public static void await(Duration patience, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come true within " + patience);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        try (relay;
                first;
                second) {
            // in this order
        }
    }
}
