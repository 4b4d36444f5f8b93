package io.throughline.it.servers;

/**
 * The real PostgreSQL and Redis that all tests of this JVM share: started on first use, stopped when the JVM ends.
 *
 * <p>The system property {@code throughline.servers} says where they come from: {@code docker} (Testcontainers),
 * {@code embedded} (binaries from Maven artifacts) or {@code auto}, the default: Docker if an engine answers.
 * {@code throughline.redis.image} and {@code throughline.postgres.image} name other images.
 */
public final class TestServers {

    private static final Lazy<ServerSource> SOURCE =
            new Lazy<>(() -> ServerMode.fromSystemProperty().source());
    private static final Lazy<PostgresServer> POSTGRES = new Lazy<>(() -> source().startPostgres());
    private static final Lazy<RedisServer> REDIS = new Lazy<>(() -> source().startRedis());

    private TestServers() {}

    public static PostgresServer postgres() {
        return POSTGRES.get();
    }

    /** The shared one. Tests may flush it, but neither stop nor configure it: {@link RedisServer#start} is for those. */
    public static RedisServer redis() {
        return REDIS.get();
    }

    static ServerSource source() {
        return SOURCE.get();
    }
}
