package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.service.spi.Configurable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tenants that each have tables of their own: the same id is another row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class TenantSchemasTest {

    @Entity(name = "memo")
    static class Memo extends Row {
        String text;
    }

    /** A schema of each tenant in one database. */
    public static final class BySchema implements MultiTenantConnectionProvider<String>, Configurable {
        private static final long serialVersionUID = 1L;
        private transient HikariDataSource source;

        @Override
        public void configure(Map<String, Object> settings) {
            source = (HikariDataSource) settings.get("hibernate.connection.datasource");
        }

        @Override
        public Connection getAnyConnection() throws SQLException {
            return source.getConnection();
        }

        @Override
        public void releaseAnyConnection(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public Connection getConnection(String tenant) throws SQLException {
            Connection connection = source.getConnection();
            connection.setSchema(tenant);
            return connection;
        }

        @Override
        public void releaseConnection(String tenant, Connection connection) throws SQLException {
            connection.setSchema("public");
            connection.close();
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return false;
        }

        @Override
        public boolean isUnwrappableAs(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.multi_tenant_connection_provider", BySchema.class.getName())
                    .set("jakarta.persistence.sharedCache.mode", "ALL")
                    .set("hibernate.hbm2ddl.auto", "none"),
            Memo.class);

    TenantSchemasTest() throws SQLException {
        try (Connection connection = nodes.first().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String tenant : new String[] {"a", "b"}) {
                statement.execute("create schema " + tenant);
                statement.execute("create table " + tenant
                        + ".memo (id bigint primary key, version integer not null, text varchar(255))");
            }
        }
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void eachTenantHasARowOfItsOwn() {
        write("a", session -> session.persist(memo("of a")));
        write("b", session -> session.persist(memo("of b")));
        assertThat(hit("a")).isEqualTo("of a");
        assertThat(hit("b")).isEqualTo("of b");
        write("a", session -> session.find(Memo.class, 1L).text = "changed");
        assertThat(read("a")).isEqualTo("changed");
        assertThat(hit("a")).isEqualTo("changed");
        assertThat(hit("b")).isEqualTo("of b");
        write("b", session -> session.remove(session.find(Memo.class, 1L)));
        assertThat(read("b")).isNull();
        assertThat(hit("a")).isEqualTo("changed");
    }

    private static Memo memo(String text) {
        Memo memo = new Memo();
        memo.id = 1L;
        memo.text = text;
        return memo;
    }

    private void write(String tenant, Consumer<Session> work) {
        in(nodes.first(), tenant, session -> {
            work.accept(session);
            return null;
        });
    }

    private String read(String tenant) {
        return in(nodes.second(), tenant, session -> {
            Memo memo = session.find(Memo.class, 1L);
            return memo == null ? null : memo.text;
        });
    }

    private String hit(String tenant) {
        awaitClock();
        read(tenant);
        awaitClock();
        long sql = nodes.second().sqlStatements();
        String text = read(tenant);
        assertThat(nodes.second().sqlStatements() - sql).as("statements").isZero();
        return text;
    }

    /** That of the second node has passed what is in Redis now. */
    private void awaitClock() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            long now = redis.micros();
            Nodes.await(() -> in(nodes.second(), "a", Nodes::asOf) > now);
        }
    }

    private static <T> T in(Node node, String tenant, Function<Session, T> work) {
        try (Session session =
                node.factory().withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            T result = work.apply(session);
            session.getTransaction().commit();
            return result;
        }
    }
}
