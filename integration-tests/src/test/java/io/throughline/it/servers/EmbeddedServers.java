package io.throughline.it.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.embedded.core.RedisServerBuilder;

/** Servers from the binaries in Maven artifacts: no Docker needed. Both libraries stop what they started at JVM end. */
final class EmbeddedServers implements ServerSource {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One start, on a port that was free a moment before. */
    private interface Start<S> {
        S start() throws IOException;
    }

    /** Another process may take the free port before the server does, hence several attempts. */
    private static <S> S start(String what, Start<S> start) {
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return start.start();
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new UncheckedIOException("cannot start the embedded " + what, failure);
    }

    @Override
    public PostgresServer startPostgres() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE);
        PostgresServer.SETTINGS.forEach(builder::setServerConfig);
        // kept alive by its own shutdown hook; the password is not looked at, the server trusts loopback
        EmbeddedPostgres postgres = start("PostgreSQL", builder::start);
        return new PostgresServer("localhost", postgres.getPort(), "postgres", "postgres");
    }

    @Override
    public RedisServer startRedis(String... extraArgs) {
        return start("Redis", () -> {
            int port = freePort();
            redis.embedded.RedisServer server = redis(port, extraArgs);
            server.start();
            return new RedisServer(LOOPBACK, port, server::stop);
        });
    }

    private static redis.embedded.RedisServer redis(int port, String... extraArgs) throws IOException {
        List<String> args = new ArrayList<>(
                new RedisServerBuilder().bind(LOOPBACK).port(port).buildCommandArgs());
        args.addAll(RedisServer.ARGS);
        args.addAll(Arrays.asList(extraArgs));
        // the listeners empty the server's pipes, without which it would stop once its log had filled them
        return new redis.embedded.RedisServer(port, args, false, line -> {}, line -> {});
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }
}
