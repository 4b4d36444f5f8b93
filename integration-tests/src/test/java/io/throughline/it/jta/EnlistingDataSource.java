package io.throughline.it.jta;

import io.throughline.it.nodes.Completion;
import io.throughline.it.servers.Database;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import org.postgresql.xa.PGXADataSource;

/**
 * Does what an application server's data source does: within a JTA transaction, everybody gets the one connection that takes part in it; outside a
 * transaction, each caller gets a connection of its own.
 */
final class EnlistingDataSource implements DataSource {

    private final PGXADataSource database = new PGXADataSource();
    private final Map<Transaction, XAConnection> enlisted = new ConcurrentHashMap<>();

    EnlistingDataSource(Database database) {
        this.database.setUrl(database.jdbcUrl());
        this.database.setUser(database.user());
        this.database.setPassword(database.password());
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            Transaction transaction = Jta.manager().getTransaction();
            if (transaction == null || transaction.getStatus() != Status.STATUS_ACTIVE) {
                return java.sql.DriverManager.getConnection(
                        database.getUrl(), database.getUser(), database.getPassword());
            }
            XAConnection known = enlisted.get(transaction);
            return shared((known == null ? enlist(transaction) : known));
        } catch (SystemException | RollbackException e) {
            throw new SQLException("cannot take part in the transaction", e);
        }
    }

    /** Connections whose transaction has not ended. */
    int enlisted() {
        return enlisted.size();
    }

    private XAConnection enlist(Transaction transaction) throws SQLException, RollbackException, SystemException {
        XAConnection connection = database.getXAConnection();
        transaction.enlistResource(connection.getXAResource());
        enlisted.put(transaction, connection);
        // used until the last session has flushed
        transaction.registerSynchronization(Completion.after(() -> {
            enlisted.remove(transaction);
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("cannot close a connection that took part in a transaction", e);
            }
        }));
        return connection;
    }

    /** It is closed with the transaction. */
    private static Connection shared(XAConnection connection) throws SQLException {
        Connection handle = connection.getConnection();
        return (Connection) Proxy.newProxyInstance(
                EnlistingDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(handle, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("one user only");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is logged
    }

    @Override
    public void setLoginTimeout(int seconds) {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLException("no " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
