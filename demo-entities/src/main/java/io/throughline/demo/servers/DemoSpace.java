package io.throughline.demo.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the demo makes on the servers, and all that it touches there: a schema in the database, and the keys of a namespace in Redis. Neither may
 * exist before, so the demo never takes anything for its own. Closing removes them.
 */
public final class DemoSpace implements AutoCloseable {

    public static final String SCHEMA = "throughline_demo";
    public static final String NAMESPACE = "throughline-demo";

    private static final String DUPLICATE_SCHEMA = "42P06";

    private final Servers servers;
    private final RedisKeys keys;
    private boolean created;
    private boolean closed;

    /** @throws CannotRunException if Redis does not answer */
    public DemoSpace(Servers servers) {
        this.servers = servers;
        this.keys = new RedisKeys(servers.redis(), NAMESPACE);
    }

    /** @throws CannotRunException if the database does not answer, or another run of the demo has left something there */
    public synchronized void create() {
        if (closed) {
            throw new IllegalStateException("the demo is over");
        }
        if (!keys.isEmpty()) {
            throw new CannotRunException(
                    "Redis at " + servers.redis() + " holds keys of another run of the demo, which is"
                            + " going on or was killed: wait for it, or delete " + keys.pattern());
        }
        try {
            execute(servers.database(), "create schema " + SCHEMA);
            created = true;
        } catch (SQLException e) {
            throw new CannotRunException(
                    DUPLICATE_SCHEMA.equals(e.getSQLState())
                            ? servers.database()
                                    + " has the schema of another run of the demo, which is going on or was"
                                    + " killed: wait for it, or drop schema " + SCHEMA + " cascade"
                            : "the demo cannot make its schema in " + servers.database() + ": " + e.getMessage(),
                    e);
        }
    }

    public RedisKeys keys() {
        return keys;
    }

    /** Removes what was made. More than once does no harm: the end of the demo and that of the JVM (Ctrl-C) may meet. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (created) {
                keys.removeAll();
                execute(servers.database(), "drop schema " + SCHEMA + " cascade");
            }
        } catch (SQLException e) {
            throw new CannotRunException("the demo cannot drop its schema " + SCHEMA + ": " + e.getMessage(), e);
        } finally {
            keys.close();
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
