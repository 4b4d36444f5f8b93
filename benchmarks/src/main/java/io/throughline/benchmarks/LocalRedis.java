package io.throughline.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis from the binary in a Maven artifact, on a free port of loopback, with nothing kept on disk. */
final class LocalRedis implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final RedisServer server;
    private final int port;

    LocalRedis() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
        try {
            List<String> args = new ArrayList<>(
                    new RedisServerBuilder().bind(LOOPBACK).port(port).buildCommandArgs());
            args.addAll(List.of("--save", "", "--appendonly", "no"));
            server = new RedisServer(port, args, false, line -> {}, line -> {});
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the embedded Redis here; --redis names one of yours", e);
        }
    }

    String uri() {
        return "redis://" + LOOPBACK + ":" + port;
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
