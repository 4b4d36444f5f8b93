package io.throughline.it.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * A port on loopback that can be shut and opened again. While shut it stays bound, by a socket that does not listen:
 * the system refuses connections as if no server ran, and gives the port to nobody else.
 */
final class ListeningPort implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final Consumer<Socket> connected;
    private final int port;
    private ServerSocket listening;
    private Thread accepting;
    private Socket reservation;

    ListeningPort(Consumer<Socket> connected) throws IOException {
        this.connected = connected;
        listening = listen(0);
        port = listening.getLocalPort();
    }

    String host() {
        return loopback.getHostAddress();
    }

    int port() {
        return port;
    }

    synchronized void refuse() throws IOException {
        if (reservation == null) {
            stopListening();
            reservation = new Socket();
            reservation.setReuseAddress(true);
            reservation.bind(new InetSocketAddress(loopback, port));
        }
    }

    synchronized void accept() throws IOException {
        if (reservation != null) {
            reservation.close();
            reservation = null;
            listening = listen(port);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        stopListening();
        if (reservation != null) {
            reservation.close();
        }
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(loopback, wanted), BACKLOG);
        accepting = daemon("relay-accept", () -> acceptAll(socket));
        return socket;
    }

    /** The port is free only once no thread is in {@code accept} any more. */
    private void stopListening() throws IOException {
        listening.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while shutting port " + port);
        }
    }

    /** The connections have threads of their own, so that nothing that happens to one can keep this one from ending. */
    private void acceptAll(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon("relay-connect", () -> connected.accept(client));
            }
        } catch (IOException e) {
            // shut
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
