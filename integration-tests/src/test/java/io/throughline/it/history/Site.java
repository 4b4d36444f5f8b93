package io.throughline.it.history;

import io.throughline.it.servers.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** What faults are injected into: the servers, the network and the worker processes. */
final class Site implements AutoCloseable {

    private final Path directory;
    private final Fleet fleet;
    private final Deque<RedisProcess> servers = new ArrayDeque<>();
    private RedisProcess redis;

    Site(Path directory, Fleet fleet, RedisProcess redis) {
        this.directory = directory;
        this.fleet = fleet;
        this.redis = redis;
        servers.push(redis);
    }

    /** A further server. */
    void closeAtEnd(RedisProcess server) {
        servers.push(server);
    }

    @Override
    public void close() {
        servers.forEach(RedisProcess::close);
    }

    Path directory() {
        return directory;
    }

    Fleet fleet() {
        return fleet;
    }

    /** The master. */
    RedisProcess redis() {
        return redis;
    }

    /** All workers are led to another one. */
    void failOverTo(RedisProcess other) {
        redis = other;
        fleet.relays().forEach(relay -> relay.redirect(other.host(), other.port()));
    }

    /** For how long a fault lasts: nothing waits for it. */
    static void last(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
