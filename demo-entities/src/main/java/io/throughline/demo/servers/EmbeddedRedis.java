package io.throughline.demo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis from the binary in a Maven artifact, on a free port of loopback, with nothing kept on disk. */
public final class EmbeddedRedis implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int ATTEMPTS = 5;

    private final RedisServer server;

    private EmbeddedRedis(RedisServer server) {
        this.server = server;
    }

    /**
     * Another process may take the free port before Redis does, hence several attempts.
     *
     * @throws IOException if the last one fails
     */
    public static EmbeddedRedis start() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new EmbeddedRedis(attempt());
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisServer attempt() throws IOException {
        int port = freePort();
        List<String> args = new ArrayList<>(
                new RedisServerBuilder().bind(LOOPBACK).port(port).buildCommandArgs());
        args.addAll(List.of("--save", "", "--appendonly", "no"));
        // the listeners empty the server's pipes: it would stop once its log had filled them
        RedisServer server = new RedisServer(port, args, false, line -> {}, line -> {});
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    public String uri() {
        return "redis://" + LOOPBACK + ":" + server.ports().get(0);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop the embedded Redis", e);
        }
    }
}
