package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Whether joining a transaction may raise a session's asOf. It may only if each statement sees what was committed before that statement,
 * as under READ COMMITTED. Otherwise the database's snapshot may be older than the transaction. Until the isolation is known, it may not.
 */
public final class IsolationLevel {

    private volatile boolean readCommitted;

    /**
     * Asks a connection of the session factory's.
     *
     * @throws CacheException under READ UNCOMMITTED: a load may see what is never committed
     */
    public void determine(SessionFactoryImplementor factory) {
        int level;
        try {
            level = level(factory);
        } catch (SQLException | RuntimeException e) {
            // the application supplies connections, or each tenant has its own, or the database is down: the strict
            // rule always holds
            CacheMessages.LOG.strictAsOf();
            return;
        }
        if (level == Connection.TRANSACTION_READ_UNCOMMITTED) {
            throw new CacheException(
                    "The transaction isolation of the database is READ UNCOMMITTED, so a load may see data that is never committed;"
                            + " accepted for the Redis cache: READ COMMITTED or a stricter isolation (hibernate.connection.isolation)");
        }
        readCommitted = level == Connection.TRANSACTION_READ_COMMITTED;
        if (!readCommitted) {
            CacheMessages.LOG.strictAsOf();
        }
    }

    private static int level(SessionFactoryImplementor factory) throws SQLException {
        JdbcConnectionAccess access = factory.getJdbcServices().getBootstrapJdbcConnectionAccess();
        Connection connection = access.obtainConnection();
        if (connection == null) {
            throw new SQLException("No connection to ask");
        }
        try {
            return connection.getTransactionIsolation();
        } finally {
            access.releaseConnection(connection);
        }
    }

    boolean isReadCommitted() {
        return readCommitted;
    }
}
