package io.throughline.it.metrics;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;

/** A node in another class loader; all communication with it is by strings. */
public final class PlainNode {

    private PlainNode() {}

    /** The driver manager knows only that of the application's class loader. */
    private static void registerDriver() {
        try {
            java.sql.DriverManager.registerDriver(new org.postgresql.Driver());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireMissing(String className) {
        try {
            Class.forName(className);
        } catch (ClassNotFoundException expected) {
            return;
        }
        throw new IllegalStateException(className + " is on the class path");
    }

    /** @throws IllegalStateException if Micrometer or OpenTelemetry is there */
    public static long hits(String jdbcUrl, String user, String password, String redisUri) {
        requireMissing("io.micrometer.core.instrument.MeterRegistry");
        requireMissing("io.opentelemetry.api.OpenTelemetry");
        registerDriver();
        try (Node node = Node.on(new Database(jdbcUrl, user, password), redisUri)
                .set("hibernate.cache.redis.namespace", "without-optional-libraries")
                .entities(Counter.class)
                .start()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            Nodes.await(() -> {
                node.inTransaction(session -> session.find(Counter.class, 1L));
                return node.statistics().getSecondLevelCacheHitCount() == 1;
            });
            return node.activity().of(io.throughline.metrics.CacheActivity.Event.HIT);
        }
    }
}
