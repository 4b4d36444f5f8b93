package io.throughline.demo.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL database; user and password are null if the URL says them, or none is needed. */
public record Database(String jdbcUrl, String user, String password) {

    private static final String SCHEME = "jdbc:postgresql:";

    public Database {
        if (!jdbcUrl.startsWith(SCHEME)) {
            throw new CannotRunException("the JDBC URL must begin with " + SCHEME + ": the demo has no other driver");
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    /** Without the parameters, which may hold a password. */
    @Override
    public String toString() {
        int parameters = jdbcUrl.indexOf('?');
        return parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
    }
}
