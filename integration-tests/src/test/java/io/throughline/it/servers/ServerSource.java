package io.throughline.it.servers;

/** Where real servers come from. What it started ends with the JVM at the latest. */
interface ServerSource {

    PostgresServer startPostgres();

    /** @param extraArgs options of redis-server's command line, which come after, and so win over, the usual ones */
    RedisServer startRedis(String... extraArgs);
}
