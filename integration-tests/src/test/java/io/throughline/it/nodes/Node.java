package io.throughline.it.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.throughline.ImpatientMembers;
import io.throughline.NothingGrowsOld;
import io.throughline.RedisCacheStatus;
import io.throughline.RedisRegionFactory;
import io.throughline.it.servers.Database;
import io.throughline.metrics.CacheActivity;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cache.internal.NoCachingRegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;

/** One node of an application: a session factory with a connection pool of its own, on a database and a Redis that others share. */
public final class Node implements AutoCloseable {

    private final SessionFactoryImplementor factory;
    private final HikariDataSource dataSource;

    private Node(SessionFactoryImplementor factory, HikariDataSource dataSource) {
        this.factory = factory;
        this.dataSource = dataSource;
    }

    public static Builder on(Database database, String redisUri) {
        return new Builder(database).set("hibernate.cache.redis.uri", redisUri);
    }

    /** Without a setting of where Redis is. */
    public static Builder on(Database database) {
        return new Builder(database);
    }

    public static final class Builder {

        /** {@code -Dthroughline.near=true}: whatever the test is, with near caches. */
        private static final boolean NEAR = Boolean.getBoolean("throughline.near");

        /** What {@link #near} sets, for a process that is told by a file. */
        public static final Map<String, String> NEAR_BY_NAME = Map.of(
                "hibernate.cache.region.factory_class", ImpatientMembers.class.getName(),
                "hibernate.cache.redis.near_entries", "1000",
                "hibernate.cache.redis.near_lease", "750ms");

        private final Database database;
        private final Map<String, Object> settings = new HashMap<>();
        private List<Class<?>> entities = List.of();
        private int connections = 8;
        private @Nullable String isolation;
        private @Nullable ClassLoader classLoader;

        private Builder(Database database) {
            this.database = database;
            settings.put("hibernate.cache.region.factory_class", "redis");
            settings.put("hibernate.hbm2ddl.auto", "update");
            settings.put("hibernate.generate_statistics", "true");
            // a machine may be busy: a test that needs a call to time out says so
            settings.put("hibernate.cache.redis.command_timeout", "10s");
            // a namespace that is new may have lost its registry: nobody shall wait for leases that nobody has
            settings.put("hibernate.cache.redis.near_lease", "10ms");
            if (NEAR) {
                near();
            }
        }

        public Builder set(String setting, Object value) {
            settings.put(setting, value);
            return this;
        }

        /** Hibernate without any second-level cache. */
        public Builder withoutCache() {
            return set("hibernate.cache.use_second_level_cache", "false")
                    .set("hibernate.cache.use_query_cache", "false")
                    .set("hibernate.cache.region.factory_class", NoCachingRegionFactory.INSTANCE);
        }

        /** With near caches, of the times that they have in production but for what they keep, which is kept as soon as the node has joined. */
        public Builder near() {
            return set("hibernate.cache.region.factory_class", new ImpatientMembers())
                    .set("hibernate.cache.redis.near_entries", "1000")
                    .set("hibernate.cache.redis.near_lease", "750ms");
        }

        public Builder entities(Class<?>... classes) {
            entities = List.of(classes);
            return this;
        }

        /** Neither what it prefetches nor what it has learnt of Redis grows old: a pause of the machine costs no further round trip. */
        public Builder nothingGrowsOld() {
            return set("hibernate.cache.region.factory_class", new NothingGrowsOld());
        }

        /** Of a release of the application that has classes of its own. */
        public Builder classLoader(ClassLoader ofTheRelease) {
            classLoader = ofTheRelease;
            return this;
        }

        public Builder connections(int most) {
            connections = most;
            return this;
        }

        /** As the pool knows it: {@code TRANSACTION_REPEATABLE_READ}. */
        public Builder isolation(@Nullable String name) {
            isolation = name;
            return this;
        }

        public Database database() {
            return database;
        }

        public Node start() {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(database.jdbcUrl());
            pool.setUsername(database.user());
            pool.setPassword(database.password());
            pool.setMaximumPoolSize(connections);
            pool.setMinimumIdle(1);
            pool.setTransactionIsolation(isolation);
            HikariDataSource dataSource = new HikariDataSource(pool);
            BootstrapServiceRegistryBuilder bootstrap = new BootstrapServiceRegistryBuilder();
            if (classLoader != null) {
                bootstrap.applyClassLoader(classLoader);
            }
            StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder(bootstrap.build());
            builder.applySetting("hibernate.connection.datasource", dataSource);
            builder.applySettings(settings);
            StandardServiceRegistry registry = builder.build();
            try {
                MetadataSources sources = new MetadataSources(registry);
                entities.forEach(sources::addAnnotatedClass);
                SessionFactory factory = sources.buildMetadata().buildSessionFactory();
                return new Node((SessionFactoryImplementor) factory, dataSource);
            } catch (RuntimeException e) {
                StandardServiceRegistryBuilder.destroy(registry);
                dataSource.close();
                throw e;
            }
        }
    }

    /** Whether it believes what the only server has: contact with that is not lost. */
    public boolean believesRedis() {
        return new RedisCacheStatus(factory()).getMasters().get(0).isBelieved();
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    public HikariDataSource dataSource() {
        return dataSource;
    }

    public Statistics statistics() {
        return factory.getStatistics();
    }

    /** Answered from the near cache so far. */
    public long nearHits() {
        long[] hits = {0};
        activity().eachRegion(region -> hits[0] += region.nearHits());
        return hits[0];
    }

    public CacheActivity activity() {
        return ((RedisRegionFactory) factory.getCache().getRegionFactory()).activity();
    }

    /** A session on a connection of the application's. */
    public Session openSession(Connection connection) {
        return factory.withOptions().connection(connection).openSession();
    }

    /** Work in a session and a transaction that commits. */
    public void inTransaction(Consumer<Session> work) {
        factory.inTransaction(work::accept);
    }

    /** Work in a session and a transaction that commits. */
    public <T> T fromTransaction(Function<Session, T> work) {
        return factory.fromTransaction(work::apply);
    }

    /** SQL statements prepared so far. */
    public long sqlStatements() {
        return statistics().getPrepareStatementCount();
    }

    @Override
    public void close() {
        factory.close();
        dataSource.close();
    }
}
