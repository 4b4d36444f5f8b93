package io.throughline.it.nodes;

import io.throughline.it.model.Counter;
import io.throughline.it.servers.RedisConnection;
import java.util.List;

/** What tests ask of the row 1 of {@link Counter}, each time in a session and a transaction of its own; and of a row's entry. */
public final class Counters {

    private static final long ROW = 1;

    private Counters() {}

    /** What the node gives out. */
    public static long amount(Node node) {
        return node.fromTransaction(session -> session.find(Counter.class, ROW).amount);
    }

    /** Changes it. */
    public static void write(Node node, long amount) {
        node.inTransaction(session -> session.find(Counter.class, ROW).amount = amount);
    }

    /** Whether the node gives it out without asking the database. */
    public static boolean isHit(Node node) {
        return Nodes.isServed(node, Counter.class, List.of(ROW));
    }

    /** The same, and what it gives out is that. */
    public static boolean isHit(Node node, long amount) {
        long sql = node.sqlStatements();
        return amount(node) == amount && node.sqlStatements() == sql;
    }

    /** What Redis has of a row: an item (I), a lock (L), or none. */
    public static String kindOfEntry(RedisConnection redis, long row) {
        return redis.keys("*" + Counter.class.getName() + ":{*}:" + row).stream()
                .map(key -> redis.text("GETRANGE", key, 0, 0))
                .findFirst()
                .orElse("none");
    }
}
