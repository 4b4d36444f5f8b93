package io.throughline.it.servers;

import java.util.List;

/** A running Redis that keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {

    /** No snapshot and no log: they would cost time, and a test must not find what an earlier run left. */
    static final List<String> ARGS = List.of("--save", "", "--appendonly", "no");

    private final String host;
    private final int port;
    private final AutoCloseable stop;

    RedisServer(String host, int port, AutoCloseable stop) {
        this.host = host;
        this.port = port;
        this.stop = stop;
    }

    /**
     * A private server, for a test that needs its own settings or stops it. Close it.
     *
     * @param extraArgs options of redis-server's command line: {@code start("--maxmemory", "10mb")}
     */
    public static RedisServer start(String... extraArgs) {
        return TestServers.source().startRedis(extraArgs);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://" + host + ":" + port;
    }

    public RedisConnection connect() {
        return RedisConnection.to(host, port);
    }

    /** Stops the server; more than once does no harm. */
    @Override
    public void close() {
        try {
            stop.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop Redis at " + uri(), e);
        }
    }
}
