package io.throughline.it.topology;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import redis.embedded.core.RedisServerBuilder;

/**
 * A redis-server of one test's own, as a process that the test may kill: from the binary of the Maven artifact, Docker or not, since the servers of a
 * cluster have to reach each other under the addresses that they announce.
 */
final class RedisProcess implements AutoCloseable {

    static final String HOST = "127.0.0.1";
    private static final int BUS = 10_000; // a cluster node listens there too

    private final int port;
    private final List<String> command;
    private final Path directory;
    private final Thread atExit;
    private Process process;

    private RedisProcess(int port, List<String> command, Path directory) {
        this.port = port;
        this.command = command;
        this.directory = directory;
        this.atExit = new Thread(this::kill, "kill redis-server " + port);
        Runtime.getRuntime().addShutdownHook(atExit);
        start();
    }

    /** On a free port, keeping nothing on disk; answers when this returns. */
    static RedisProcess start(String... args) {
        int port = freePort();
        RedisProcess process = on(
                port,
                Stream.concat(Stream.of("--port", "" + port), Arrays.stream(args))
                        .toList());
        process.awaitUp();
        return process;
    }

    /** For arguments that name the port themselves; may not be up yet. */
    static RedisProcess on(int port, List<String> args) {
        try {
            Path directory = Files.createTempDirectory("throughline-redis");
            List<String> command =
                    new ArrayList<>(List.of(executable(), "--bind", HOST, "--dir", directory.toString()));
            command.addAll(List.of("--save", "", "--appendonly", "no"));
            command.addAll(args);
            return new RedisProcess(port, command, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param configuration what is in the file that the sentinel goes on to write its state to */
    static RedisProcess sentinel(int port, String configuration) {
        try {
            Path directory = Files.createTempDirectory("throughline-sentinel");
            Path file = Files.writeString(
                    directory.resolve("sentinel.conf"),
                    "port " + port + "\nbind " + HOST + "\ndir " + directory + "\n" + configuration);
            RedisProcess process =
                    new RedisProcess(port, List.of(executable(), file.toString(), "--sentinel"), directory);
            process.awaitUp();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String executable() throws IOException {
        return new RedisServerBuilder().buildCommandArgs().get(0);
    }

    /** One whose bus port is free as well. */
    static int freePort() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port =
                    ThreadLocalRandom.current().nextInt(12_000, 32_000); // below what the system gives away by itself
            if (isFree(port) && isFree(port + BUS)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitUp() {
        try {
            Nodes.await(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("redis-server ended: " + log());
                }
                try (Socket socket = new Socket(HOST, port)) {
                    return socket.isConnected();
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (AssertionError e) {
            throw new IllegalStateException("redis-server does not answer: " + log(), e);
        }
    }

    String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    int port() {
        return port;
    }

    String address() {
        return HOST + ":" + port;
    }

    RedisConnection connect() {
        return RedisConnection.to(HOST, port);
    }

    /** SIGKILL: nothing is written, nobody is told. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, and the hook does the same
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
