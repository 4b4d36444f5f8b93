package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.SinceHibernate74;
import io.throughline.it.servers.Database;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The database commits, and its answer is lost: what the transaction wrote is not read in its old state. */
@Timeout(120)
class UnknownOutcomeTest {

    /** Evicted after a commit, never locked before it. */
    @Entity(name = "Loose")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Loose {

        @Id
        Long id;

        long amount;
    }

    private final AtomicBoolean answerIsLost = new AtomicBoolean();

    @Test
    void aLockedRow() {
        try (Nodes nodes = nodes()) {
            losesTheAnswer(nodes, false, true);
            assertThat(nodes.second().<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .isEqualTo(2);
        }
    }

    /** Whether or not something else has been locked in the same transaction. Before 7.4 Hibernate tells nobody of a commit that failed. */
    @ParameterizedTest
    @SinceHibernate74
    @ValueSource(booleans = {false, true})
    void aRowThatIsOnlyEvicted(boolean withLocks) {
        try (Nodes nodes = nodes()) {
            losesTheAnswer(nodes, true, withLocks);
            Nodes.await(() ->
                    nodes.second().<Long>fromTransaction(session -> session.find(Loose.class, 1L).amount) == 2);
        }
    }

    private Nodes nodes() {
        return Nodes.of(
                node -> node.set("hibernate.connection.datasource", losing(node.database())),
                Counter.class,
                Loose.class);
    }

    private void losesTheAnswer(Nodes nodes, boolean loose, boolean locked) {
        nodes.first().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            Loose row = new Loose();
            row.id = 1L;
            row.amount = 1;
            session.persist(row);
        });
        for (int i = 0; i < 2; i++) {
            nodes.awaitClocks();
            nodes.second().inTransaction(session -> {
                session.find(Counter.class, 1L);
                session.find(Loose.class, 1L);
            });
        }
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        nodes.second().inTransaction(session -> {
            session.find(Counter.class, 1L);
            session.find(Loose.class, 1L);
        });
        assertThat(nodes.second().sqlStatements()).as("both are cached").isEqualTo(sql);
        assertThatThrownBy(() -> nodes.first().inTransaction(session -> {
                    if (loose) {
                        session.find(Loose.class, 1L).amount = 2;
                    }
                    if (locked) {
                        session.find(Counter.class, 1L).amount = 2;
                    }
                    session.flush();
                    answerIsLost.set(true);
                }))
                .hasStackTraceContaining("the answer is lost");
        answerIsLost.set(false);
    }

    /** Its connections commit, and fail all the same when told to. */
    private DataSource losing(Database database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    Object result = call(source, method, args);
                    return result instanceof Connection connection ? losing(connection) : result;
                });
    }

    private Connection losing(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    Object result = call(connection, method, args);
                    if (method.getName().equals("commit") && answerIsLost.compareAndSet(true, false)) {
                        throw new SQLException("the answer is lost", "08006");
                    }
                    return result;
                });
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
