package io.throughline.it.nodes;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** A client of the application's that gives each connection to one caller at a time, as Redisson does from ten connections on. */
public final class UnsharedConnections {

    /** How many it has. */
    public static final int SIZE = 10;

    private UnsharedConnections() {}

    public static RedissonClient to(String uri) {
        Config config = new Config();
        config.useSingleServer()
                .setAddress(uri)
                .setTimeout(60_000)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(SIZE);
        return Redisson.create(config);
    }
}
