package io.throughline.demo.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A relay on loopback between one node and Redis: forwards all bytes, and counts round trips on the way. */
public final class CountingRelay implements AutoCloseable {

    private final String redisHost;
    private final int redisPort;
    private final ServerSocket listening;
    private final Ticks clock = new Ticks();
    private final RoundTrips trips = new RoundTrips(clock);
    private final Set<RelayedConnection> connections = ConcurrentHashMap.newKeySet();

    public CountingRelay(String redisHost, int redisPort) throws IOException {
        this.redisHost = redisHost;
        this.redisPort = redisPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon("relay", this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Round trips of a piece of work, what it leaves to other threads included: counted until all is quiet. */
    public int count(Runnable work) {
        trips.awaitQuiet();
        trips.start();
        work.run();
        trips.workDone();
        trips.awaitQuiet();
        return trips.stop();
    }

    private void accept() {
        try {
            while (true) {
                relay(listening.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void relay(Socket node) throws IOException {
        try {
            RelayedConnection connection = new RelayedConnection(node, new Socket(redisHost, redisPort), trips, clock);
            connections.add(connection);
            daemon("relay-requests", connection::forwardRequests);
            daemon("relay-replies", connection::forwardReplies);
        } catch (IOException e) {
            node.close(); // Redis is not there: the node sees what it would see without the relay
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        connections.forEach(RelayedConnection::close);
        clock.close();
    }
}
