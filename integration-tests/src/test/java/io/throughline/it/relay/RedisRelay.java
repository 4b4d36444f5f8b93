package io.throughline.it.relay;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A relay between the client under test and Redis, which sees every command and every reply. It counts round trips,
 * holds single commands to force an interleaving, and plays the faults of a network. With nothing switched on it only
 * forwards.
 *
 * <p>Predicates and the rewriting see the commands as the client sent them, in the order of each connection; they are
 * called on the relay's threads. What is switched on holds for commands that arrive from then on.
 */
public final class RedisRelay implements AutoCloseable {

    private volatile InetSocketAddress redis;
    private final Disturbances disturbances = new Disturbances();
    private final RoundTripCounter counter = new RoundTripCounter();
    private final Set<RelayConnection> connections = ConcurrentHashMap.newKeySet();
    private final ListeningPort port;
    private boolean refusing;

    public RedisRelay(String redisHost, int redisPort) {
        redis = new InetSocketAddress(redisHost, redisPort);
        try {
            port = new ListeningPort(this::connected);
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot listen", e);
        }
    }

    public static RedisRelay to(RedisServer server) {
        return new RedisRelay(server.host(), server.port());
    }

    public String host() {
        return port.host();
    }

    public int port() {
        return port.port();
    }

    public String uri() {
        return "redis://" + host() + ":" + port();
    }

    /** A test's own connection through the relay. */
    public RedisConnection connect() {
        return RedisConnection.to(host(), port());
    }

    /** For how long {@link #count} holds each reply, in whole milliseconds; 20 unless set. */
    public RedisRelay hold(Duration hold) {
        counter.hold(hold);
        return this;
    }

    /**
     * Which commands are not the application's: not counted, not held, their replies separate no bursts. Heartbeats,
     * unless set. What clients send when they connect, and PING, is never counted.
     */
    public RedisRelay ignore(Predicate<Command> which) {
        counter.ignore(which);
        return this;
    }

    /**
     * Counts the round trips until {@code work} returns: every reply is held for a fixed time, and what goes out
     * meanwhile, on whichever connection, is one round trip. Does not wait for what the work has left to others.
     */
    public <E extends Exception> RoundTrips count(ThrowingRunnable<E> work) throws E {
        return counter.count(work);
    }

    /**
     * As {@link #count}, and goes on until all commands are answered and for five hold times there was neither a new
     * command nor a reply: for work that leaves something to other threads.
     */
    public <E extends Exception> RoundTrips countUntilQuiet(ThrowingRunnable<E> work) throws E {
        return counter.countUntilQuiet(work);
    }

    /** Holds the next matching command before it reaches Redis; on its connection all that comes later waits behind. */
    public Stall stall(Predicate<Command> which) {
        return disturbances.stallRequests(which, false);
    }

    /** As {@link #stall}, for every matching command until released. */
    public Stall stallAll(Predicate<Command> which) {
        return disturbances.stallRequests(which, true);
    }

    /** Lets Redis execute the next matching command, and holds its reply, and all later ones of its connection. */
    public Stall stallReply(Predicate<Command> which) {
        return disturbances.stallReplies(which, false);
    }

    /** As {@link #stallReply}, for every matching command until released. */
    public Stall stallAllReplies(Predicate<Command> which) {
        return disturbances.stallReplies(which, true);
    }

    /** What is forwarded in place of each command; null for the command itself. */
    public void rewrite(UnaryOperator<Command> rewriting) {
        disturbances.rewrite = rewriting == null ? UnaryOperator.identity() : rewriting;
    }

    /** How long each command takes to reach Redis, at least; the order of a connection stays. Null for no delay. */
    public void delay(Supplier<Duration> delay) {
        disturbances.delay = delay == null ? () -> Duration.ZERO : delay;
    }

    /**
     * Matching commands never reach Redis and are never answered, and neither is what their connections send
     * afterwards: a stream has no holes, and a client would take a later reply for the missing one. Other connections
     * go on. Null ends it and cuts these connections.
     */
    public void swallow(Predicate<Command> which) {
        disturbances.swallow = which == null ? command -> false : which;
        if (which == null) {
            connections.forEach(RelayConnection::cutIfSwallowing);
        }
    }

    /** Cuts all connections; new ones lead to another Redis, as after a failover. */
    public void redirect(String host, int newPort) {
        redis = new InetSocketAddress(host, newPort);
        cut();
    }

    /** Cuts all connections; what is under way is lost. New ones are accepted. */
    public void cut() {
        connections.forEach(RelayConnection::cut);
    }

    /** Cuts all connections and refuses new ones, as if Redis were down. */
    public synchronized void refuse() {
        refusing = true;
        try {
            port.refuse();
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot shut its port", e);
        }
        cut();
    }

    /** Ends {@link #refuse}. */
    public synchronized void accept() {
        refusing = false;
        try {
            port.accept();
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot open its port", e);
        }
    }

    @Override
    public synchronized void close() {
        refusing = true;
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot close its port", e);
        } finally {
            // in this order: what is stalled must not slip through to Redis
            cut();
            disturbances.releaseAll();
            counter.close();
        }
    }

    private void connected(Socket client) {
        try {
            Socket server = new Socket(redis.getAddress(), redis.getPort());
            admit(new RelayConnection(client, server, disturbances, counter, connections::remove));
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private synchronized void admit(RelayConnection connection) {
        connections.add(connection);
        if (refusing) {
            connection.cut();
        } else {
            connection.start();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use to anybody
        }
    }
}
