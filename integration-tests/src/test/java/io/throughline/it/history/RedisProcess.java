package io.throughline.it.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server process of one's own, to be stopped, killed, started again. The binary is that of the Maven artifact, or what the system
 * property {@value #BINARY} names: signals need a process of this machine.
 */
final class RedisProcess implements AutoCloseable {

    static final String BINARY = "throughline.history.redis-server";
    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private Process process;

    /** @param arguments of redis-server's command line */
    RedisProcess(Path directory, String... arguments) {
        this.directory = directory;
        port = freePort();
        this.arguments = new ArrayList<>(List.of(
                binary(),
                "--bind",
                HOST,
                "--port",
                Integer.toString(port),
                "--dbfilename",
                "dump-" + port + ".rdb",
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "no"));
        this.arguments.addAll(Arrays.asList(arguments));
        start();
    }

    private static String binary() {
        String named = System.getProperty(BINARY);
        try {
            return named != null
                    ? named
                    : ExecutableProvider.newJarResourceProvider().get().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack redis-server", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String host() {
        return HOST;
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://" + HOST + ":" + port;
    }

    RedisConnection connect() {
        return RedisConnection.to(HOST, port);
    }

    /** Returns when it has loaded what its directory holds, and answers. */
    void start() {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                directory.resolve("redis-" + port + ".log").toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + arguments, e);
        }
        Nodes.await(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("redis-server did not start, see " + directory);
        }
        try (RedisConnection redis = connect()) {
            return "PONG".equals(redis.text("PING"));
        } catch (UncheckedIOException | RedisError e) {
            return false; // not yet
        }
    }

    /** SIGSTOP: the kernel goes on to accept connections, nobody answers. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    /** SIGKILL: what it had not saved is lost. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + signal + " says " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A snapshot of what it holds now. */
    void save(Path snapshot) {
        try (RedisConnection redis = connect()) {
            redis.call("SAVE");
            Files.copy(dump(), snapshot, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(dump());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next {@link #start} begins with that. */
    void restore(Path snapshot) {
        try {
            Files.copy(snapshot, dump(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next {@link #start} begins empty. */
    void forget() {
        try {
            Files.deleteIfExists(dump());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path dump() {
        return directory.resolve("dump-" + port + ".rdb");
    }

    /** A line of INFO. */
    String info(String name) {
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
    }
}
