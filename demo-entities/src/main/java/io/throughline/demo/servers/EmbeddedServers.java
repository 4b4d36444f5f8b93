package io.throughline.demo.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** Servers from the binaries in Maven artifacts, on free ports of loopback, with nothing kept on disk: no Docker needed. */
public final class EmbeddedServers implements Servers {

    private final EmbeddedPostgres postgres;
    private final EmbeddedRedis redis;

    private EmbeddedServers(EmbeddedPostgres postgres, EmbeddedRedis redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    public static EmbeddedServers start() {
        EmbeddedPostgres postgres = null;
        try {
            postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("fsync", "off")
                    .start();
            return new EmbeddedServers(postgres, EmbeddedRedis.start());
        } catch (IOException | RuntimeException e) {
            close(postgres);
            throw new CannotRunException(
                    "cannot start an embedded " + (postgres == null ? "PostgreSQL" : "Redis") + " here ("
                            + e.getMessage() + "); with --jdbc-url and --redis the demo runs on servers of your own",
                    e);
        }
    }

    @Override
    public Database database() {
        return new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @Override
    public RedisUri redis() {
        return RedisUri.parse(redis.uri());
    }

    @Override
    public void close() {
        try {
            redis.close();
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
