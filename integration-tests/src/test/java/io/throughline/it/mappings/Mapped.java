package io.throughline.it.mappings;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import java.util.function.UnaryOperator;

/** Two nodes with all entities cached as READ_WRITE, and one without a cache, which says what is in the database. */
final class Mapped implements AutoCloseable {

    private final Nodes nodes;
    private final Node database;

    private Mapped(Nodes nodes, Node database) {
        this.nodes = nodes;
        this.database = database;
    }

    static Mapped of(Class<?>... entities) {
        return of(node -> node, entities);
    }

    static Mapped of(UnaryOperator<Node.Builder> settings, Class<?>... entities) {
        UnaryOperator<Node.Builder> all = node -> settings.apply(node)
                .set("jakarta.persistence.sharedCache.mode", "ALL")
                .connections(2);
        Nodes nodes = Nodes.of(all, entities);
        try {
            var source = nodes.first().dataSource();
            Database place = new Database(source.getJdbcUrl(), source.getUsername(), source.getPassword());
            Node database = all.apply(Node.on(place))
                    .entities(entities)
                    .set("hibernate.hbm2ddl.auto", "none")
                    .set("hibernate.cache.use_second_level_cache", "false")
                    .start();
            return new Mapped(nodes, database);
        } catch (RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    Nodes nodes() {
        return nodes;
    }

    Node first() {
        return nodes.first();
    }

    Node second() {
        return nodes.second();
    }

    Node database() {
        return database;
    }

    <T> Life<T> row(Class<T> type, Object id) {
        return new Life<>(this, type, id);
    }

    /** SQL for every node, in a transaction of its own. */
    void sql(String statement) {
        database.inTransaction(
                session -> session.createNativeMutationQuery(statement).executeUpdate());
    }

    @Override
    public void close() {
        try (database) {
            nodes.close();
        }
    }
}
