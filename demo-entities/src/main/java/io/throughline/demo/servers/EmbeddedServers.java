package io.throughline.demo.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** Servers from the binaries in Maven artifacts, on free ports of loopback, with nothing kept on disk: no Docker needed. */
public final class EmbeddedServers implements Servers {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int ATTEMPTS = 5;

    private final EmbeddedPostgres postgres;
    private final RedisServer redis;

    private EmbeddedServers(EmbeddedPostgres postgres, RedisServer redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    public static EmbeddedServers start() {
        EmbeddedPostgres postgres = null;
        try {
            postgres =
                    EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
            return new EmbeddedServers(postgres, startRedis());
        } catch (IOException | RuntimeException e) {
            close(postgres);
            throw new CannotRunException(
                    "cannot start an embedded " + (postgres == null ? "PostgreSQL" : "Redis") + " here ("
                            + e.getMessage() + "); with --jdbc-url and --redis the demo runs on servers of your own",
                    e);
        }
    }

    /** Another process may take the free port before Redis does, hence several attempts. */
    private static RedisServer startRedis() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                int port = freePort();
                List<String> args = new ArrayList<>(
                        new RedisServerBuilder().bind(LOOPBACK).port(port).buildCommandArgs());
                args.addAll(List.of("--save", "", "--appendonly", "no"));
                // the listeners empty the server's pipes: it would stop once its log had filled them
                RedisServer server = new RedisServer(port, args, false, line -> {}, line -> {});
                server.start();
                return server;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Database database() {
        return new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @Override
    public RedisUri redis() {
        return RedisUri.parse("redis://" + LOOPBACK + ":" + redis.ports().get(0));
    }

    @Override
    public void close() {
        try {
            redis.stop();
        } catch (IOException e) {
            throw new IllegalStateException("cannot stop the embedded Redis", e);
        } finally {
            close(postgres);
        }
    }

    private static void close(EmbeddedPostgres postgres) {
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot stop the embedded PostgreSQL", e);
        }
    }
}
