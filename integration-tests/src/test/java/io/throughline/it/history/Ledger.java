package io.throughline.it.history;

import io.throughline.it.servers.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two tables that no cache knows of, written by plain SQL in the transactions that write the registers: who may write next, and the order in which
 * states were committed. A row of {@code register} is locked first, so that this order is also that of the commits.
 */
final class Ledger {

    private Ledger() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table register (name varchar(40) primary key, sequence bigint not null, present boolean not null)");
            statement.execute("create table written (register varchar(40) not null, sequence bigint not null,"
                    + " transaction varchar(40) not null, present boolean not null, primary key (register, sequence))");
            for (Register register : Register.all()) {
                statement.execute("insert into register values ('" + register.name() + "', 0, false)");
            }
        }
    }

    /** Until the transaction ends nobody else writes the register. @return whether there is a row */
    static boolean lock(Connection connection, Register register) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select present from register where name = ? for update")) {
            statement.setString(1, register.name());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** The transaction, which has locked the register, writes it. */
    static void write(Connection connection, Register register, String transaction, boolean present)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "with next as (update register set sequence = sequence + 1, present = ? where name = ? returning name, sequence)"
                        + " insert into written select name, sequence, ?, ? from next")) {
            statement.setBoolean(1, present);
            statement.setString(2, register.name());
            statement.setString(3, transaction);
            statement.setBoolean(4, present);
            statement.executeUpdate();
        }
    }

    /** By register, in the order of their sequence. */
    static Map<String, List<Committed>> committed(Database database) {
        Map<String, List<Committed>> committed = new HashMap<>();
        query(
                database,
                "select register, sequence, transaction, present from written order by register, sequence",
                row -> {
                    Committed state =
                            new Committed(row.getString(1), row.getLong(2), row.getString(3), row.getBoolean(4));
                    committed
                            .computeIfAbsent(state.register(), register -> new ArrayList<>())
                            .add(state);
                });
        return committed;
    }

    /** What the rows and collections hold, by register; without those that are not there. */
    static Map<String, String> states(Database database) {
        Map<String, String> states = new HashMap<>();
        for (Kind kind : Kind.values()) {
            String sql = kind.isCollection()
                    ? "select Basket_id, marks from Basket_marks order by marks"
                    : "select id, mark from " + kind.entityName();
            query(database, sql, row -> {
                // two of them are a state that nobody has written
                states.merge(new Register(kind, row.getLong(1)).name(), row.getString(2), (a, b) -> a + "+" + b);
            });
        }
        return states;
    }

    /** Transactions of processes that are gone may still be about to end. */
    static boolean isQuiet(Database database) {
        List<Integer> busy = new ArrayList<>();
        query(
                database,
                "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                        + " and state <> 'idle'",
                row -> busy.add(row.getInt(1)));
        return busy.isEmpty();
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void query(Database database, String sql, Row each) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
