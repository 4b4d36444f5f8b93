package io.throughline.demo.tour;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.throughline.demo.servers.CannotRunException;
import io.throughline.demo.servers.Database;
import io.throughline.demo.servers.DemoSpace;
import io.throughline.demo.servers.RedisUri;
import io.throughline.demo.servers.Servers;
import io.throughline.demo.wire.CountingRelay;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/**
 * One node of the application: the persistence unit {@code shop} with its own connection pool and its own Redis client, as if it ran in a JVM of its
 * own. Nodes know of each other only through the database and Redis.
 */
final class Node implements AutoCloseable {

    private static final int NEAR_ENTRIES = 10_000;
    private static final Duration READ_AHEAD_FOR = Duration.ofMillis(100);
    private static final int MOST_TIMES = 20;

    private final String name;
    private final HikariDataSource pool;
    private final CountingRelay relay;
    private final SessionFactory factory;
    private final long startedAt;

    /** @param schemaAction {@code create} for the first node, {@code none} for the others */
    Node(String name, Servers servers, String schemaAction) {
        this(name, servers, schemaAction, 0);
    }

    /** One more, with a near cache. */
    static Node near(String name, Servers servers) {
        return new Node(name, servers, "none", NEAR_ENTRIES);
    }

    private Node(String name, Servers servers, String schemaAction, int nearEntries) {
        this.name = name;
        this.pool = pool(servers.database());
        this.relay = servers.redis().isTls() ? null : relay(servers.redis());
        RedisUri redis = relay == null ? servers.redis() : servers.redis().through(relay.port());
        // What an application writes into its persistence.xml; here it is known only now.
        Map<String, Object> settings = new HashMap<>();
        settings.put("hibernate.cache.redis.uri", redis.text());
        settings.put("hibernate.cache.redis.namespace", DemoSpace.NAMESPACE);
        // The default is 250ms. Here all servers and nodes start at once on one machine, so times say nothing
        // about a network.
        settings.put("hibernate.cache.redis.command_timeout", "5s");
        settings.put("hibernate.cache.redis.near_entries", nearEntries);
        settings.put("hibernate.cache.redis.near_lease", "1500ms"); // nor shall a pause cost C its lease
        settings.put("jakarta.persistence.nonJtaDataSource", pool);
        settings.put("jakarta.persistence.schema-generation.database.action", schemaAction);
        settings.put("hibernate.generate_statistics", "true");
        try {
            factory = Persistence.createEntityManagerFactory("shop", settings).unwrap(SessionFactory.class);
        } catch (RuntimeException e) {
            closeConnections();
            throw e;
        }
        startedAt = System.nanoTime();
    }

    private static HikariDataSource pool(Database database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setSchema(DemoSpace.SCHEMA);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private static CountingRelay relay(RedisUri redis) {
        try {
            return new CountingRelay(redis.host(), redis.port());
        } catch (IOException e) {
            throw new CannotRunException("no relay can listen on this machine: " + e.getMessage(), e);
        }
    }

    /** As {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }

    String name() {
        return name;
    }

    SessionFactory factory() {
        return factory;
    }

    /** Work in a session and a transaction of its own. */
    <T> T fromTransaction(Function<Session, T> work) {
        return factory.fromTransaction(work::apply);
    }

    /** Whether a session that begins now would be given the entry; asks no database. */
    boolean hasCached(Class<?> entity, Object id) {
        return factory.getCache().contains(entity, id);
    }

    /** A session and a transaction of its own, and what they cost. */
    <T> Measured<T> measure(Function<Session, T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        Cost cost = cost(() -> result.set(fromTransaction(work)));
        return new Measured<>(result.get(), cost);
    }

    /**
     * The same for a read of entries that the cache reads ahead: what it has read ahead is dropped when it has not been used for a tenth of a second. If
     * the machine stood still for so long, the read says nothing, and is measured again.
     */
    <T> Measured<T> measureReadAhead(Function<Session, T> read) {
        AtomicLong took = new AtomicLong();
        Measured<T> measured;
        int times = 0;
        do {
            measured = measure(session -> {
                long start = System.nanoTime();
                T result = read.apply(session);
                took.set(System.nanoTime() - start);
                return result;
            });
        } while (took.get() > READ_AHEAD_FOR.toNanos() && ++times < MOST_TIMES);
        return measured;
    }

    Cost cost(Runnable work) {
        long before = factory.getStatistics().getPrepareStatementCount();
        OptionalInt roundTrips = OptionalInt.empty();
        if (relay == null) {
            work.run();
        } else {
            roundTrips = OptionalInt.of(relay.count(work));
        }
        return new Cost(factory.getStatistics().getPrepareStatementCount() - before, roundTrips);
    }

    @Override
    public void close() {
        factory.close();
        closeConnections();
    }

    private void closeConnections() {
        pool.close();
        try {
            if (relay != null) {
                relay.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot close the relay of node " + name, e);
        }
    }
}
