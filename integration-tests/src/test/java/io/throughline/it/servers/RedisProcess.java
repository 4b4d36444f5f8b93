package io.throughline.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server of one test's own, as a process that the test may freeze, kill and start again. Signals, and the addresses that the servers of a
 * cluster announce to each other, need processes of this machine: Docker or not, the binary is that of the Maven artifact, or what the system
 * property {@value #BINARY} names.
 */
public final class RedisProcess implements AutoCloseable {

    public static final String HOST = "127.0.0.1";

    static final String BINARY = "throughline.redis-server";
    private static final int BUS = 10_000; // a cluster node listens there too
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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
        launch();
    }

    /** On a free port, keeping nothing on disk; answers when this returns. */
    public static RedisProcess start(String... args) {
        int port = freePort();
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
        all.addAll(Arrays.asList(args));
        RedisProcess process = on(port, all);
        process.awaitUp();
        return process;
    }

    /** For arguments that name the port themselves; may not be up yet. */
    public static RedisProcess on(int port, List<String> args) {
        Path directory = temporary("throughline-redis");
        List<String> command = new ArrayList<>(List.of(executable(), "--bind", HOST, "--dir", directory.toString()));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        command.addAll(args);
        return new RedisProcess(port, command, directory);
    }

    /** @param configuration what is in the file that the sentinel goes on to write its state to */
    public static RedisProcess sentinel(int port, String configuration) {
        Path directory = temporary("throughline-sentinel");
        try {
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

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String executable() {
        String named = System.getProperty(BINARY);
        try {
            return named != null
                    ? named
                    : ExecutableProvider.newJarResourceProvider().get().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack redis-server", e);
        }
    }

    /** One whose bus port is free as well. */
    public static int freePort() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current()
                    .nextInt(12_000, 22_000); // both below what the system gives away by itself
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

    private void launch() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** After {@link #kill}: the same server again, with what its directory holds. Answers when this returns. */
    public void startAgain() {
        launch();
        awaitUp();
    }

    private void awaitUp() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("redis-server does not answer: " + log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("redis-server ended: " + log());
        }
        try (RedisConnection redis = connect()) {
            return "PONG".equals(redis.text("PING"));
        } catch (UncheckedIOException e) {
            return false; // nobody listens yet
        } catch (RedisError e) {
            return !e.getMessage().startsWith("LOADING"); // it wants a password
        }
    }

    String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public String address() {
        return HOST + ":" + port;
    }

    public String uri() {
        return "redis://" + address();
    }

    public RedisConnection connect() {
        return RedisConnection.to(HOST, port);
    }

    /** SIGSTOP: the kernel goes on to accept connections, nobody answers. */
    public void freeze() {
        Signals.freeze(process);
    }

    /** SIGCONT: what was sent meanwhile is executed now. */
    public void thaw() {
        Signals.thaw(process);
    }

    /** SIGKILL: nothing is written, nobody is told. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A snapshot of what it holds now, in a file; it starts again without it. */
    public void save(Path snapshot) {
        try (RedisConnection redis = connect()) {
            redis.call("SAVE");
            Files.move(dump(), snapshot, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #startAgain} begins with that. */
    public void restore(Path snapshot) {
        try {
            Files.copy(snapshot, dump(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #startAgain} begins with nothing. */
    public void forget() {
        try {
            Files.deleteIfExists(dump());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path dump() {
        return directory.resolve("dump.rdb");
    }

    /** A line of INFO. */
    public String info(String name) {
        try (RedisConnection redis = connect()) {
            return new String((byte[]) redis.call("INFO", "everything"), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("INFO has no " + name))
                    .substring(name.length() + 1);
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
