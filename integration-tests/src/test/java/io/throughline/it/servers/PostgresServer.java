package io.throughline.it.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A running PostgreSQL. One server serves all tests, since starting it is slow; a database of one's own is cheap. */
public final class PostgresServer {

    /**
     * Nothing here has to survive a crash; many connection pools are open at once; some transactions are prepared, as those with several
     * databases are. The same for every source.
     */
    static final Map<String, String> SETTINGS =
            Map.of("fsync", "off", "max_connections", "200", "max_prepared_transactions", "20");

    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private int databases;

    PostgresServer(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /** An empty database that nobody else has. It is not dropped: the server does not outlive the JVM. */
    public synchronized Database createDatabase() {
        String name = "test_" + ++databases;
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), user, password);
                Statement statement = connection.createStatement()) {
            // whatever the server's own is: texts are not all ASCII
            statement.execute("create database " + name + " template template0 encoding 'UTF8'");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
        return new Database(jdbcUrl(name), user, password);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }
}
