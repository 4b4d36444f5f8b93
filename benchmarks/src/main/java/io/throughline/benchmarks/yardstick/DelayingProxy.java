package io.throughline.benchmarks.yardstick;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy between an application and a server on loopback, which adds the given distance and counts round trips. Everything that is sent after
 * something has been answered, until the next answer, is one round trip.
 */
final class DelayingProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listening;
    private final int serverPort;
    private final long delayNanos;
    private final AtomicLong roundTrips = new AtomicLong();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private record Chunk(byte[] bytes, long due) {}

    private static final Chunk END = new Chunk(new byte[0], 0);

    /**
     * @param serverPort the port of a server on this machine
     * @param delayNanos how much longer a round trip takes
     */
    DelayingProxy(int serverPort, long delayNanos) {
        this.serverPort = serverPort;
        this.delayNanos = delayNanos;
        try {
            listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        start("accepts", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The round trips so far. */
    long roundTrips() {
        return roundTrips.get();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            for (Socket socket : new Socket[] {client, server}) {
                socket.setTcpNoDelay(true);
                sockets.add(socket);
            }
            AtomicBoolean answered = new AtomicBoolean(true);
            BlockingQueue<Chunk> late = new LinkedBlockingQueue<>();
            start("requests", () -> {
                try {
                    for (byte[] some = read(client); some.length > 0; some = read(client)) {
                        if (answered.compareAndSet(true, false)) {
                            roundTrips.incrementAndGet();
                        }
                        late.add(new Chunk(some, System.nanoTime() + delayNanos));
                    }
                } finally {
                    late.add(END);
                }
            });
            start("delays", () -> {
                try (server) {
                    OutputStream out = server.getOutputStream();
                    for (Chunk chunk = late.take(); chunk != END; chunk = late.take()) {
                        for (long left = left(chunk); left > 0; left = left(chunk)) {
                            LockSupport.parkNanos(left);
                        }
                        out.write(chunk.bytes());
                    }
                }
            });
            start("replies", () -> {
                try (client) {
                    OutputStream out = client.getOutputStream();
                    for (byte[] some = read(server); some.length > 0; some = read(server)) {
                        answered.set(true);
                        out.write(some);
                    }
                }
            });
        }
    }

    private static long left(Chunk chunk) {
        return chunk.due() - System.nanoTime();
    }

    /** The bytes that have arrived; none at the end. */
    private static byte[] read(Socket socket) throws IOException {
        byte[] buffer = new byte[CHUNK];
        InputStream in = socket.getInputStream();
        int read = in.read(buffer);
        return read < 0 ? new byte[0] : Arrays.copyOf(buffer, read);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (EOFException | java.net.SocketException e) {
                        // one side has closed the connection, or the proxy has: each sees the other's end
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a proxy", e);
        }
    }
}
