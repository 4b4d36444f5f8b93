package io.throughline.it.history;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.CacheMode;
import org.hibernate.Session;

/**
 * What a node that starts only now is given from the cache, while nobody writes, compared with the rows.
 *
 * @param entries how many registers it was given from the cache
 * @param stale those that differ from their rows
 */
record AtRest(int entries, List<String> stale) {

    static final AtRest NOT_LOOKED_AT = new AtRest(0, List.of());

    private static final int STRIPE_WITHOUT_CLOSERS = 18; // bytes

    /** Waits until the locks of workers that were killed have run out. */
    static AtRest of(Database database, RedisProcess redis, Map<String, String> hibernate, Duration lockTimeout) {
        Nodes.await(() -> Ledger.isQuiet(database));
        long paused = serverMicros(redis);
        Nodes.await(() -> !holdsLocks(redis) || serverMicros(redis) > paused + lockTimeout.toNanos() / 1000);
        Map<String, String> rows = Ledger.states(database);
        Node.Builder builder = Node.on(database, redis.uri())
                .entities(Kind.ENTITIES)
                .connections(2)
                .set("hibernate.hbm2ddl.auto", "none");
        hibernate.forEach(builder::set);
        try (Node node =
                builder.set("hibernate.cache.redis.command_timeout", "10s").start()) {
            Nodes.awaitPast(serverMicros(redis), node); // until it believes all that is there
            List<String> stale = new ArrayList<>();
            int entries = 0;
            for (Register register : Register.all()) {
                Looked looked = look(node, register);
                if (looked.hit()) {
                    entries++;
                    String row = rows.get(register.name());
                    if (!Objects.equals(looked.mark(), row)) {
                        stale.add(register.name() + " is " + looked.mark() + " in the cache and " + row
                                + " in the database");
                    }
                }
            }
            return new AtRest(entries, stale);
        }
    }

    /** Or closers: what workers that were killed, or could not reach Redis, have left there. */
    private static boolean holdsLocks(RedisProcess redis) {
        try (RedisConnection connection = redis.connect()) {
            for (String key : connection.keys(HistoryRun.NAMESPACE + ":*{*")) {
                if (key.equals(HistoryRun.NAMESPACE + ":{near}:members")) {
                    continue; // a hash
                }
                byte[] record = (byte[]) connection.call("GET", key);
                if (record != null
                        && (record[0] == 'L' || record[0] == 'S' && record.length > STRIPE_WITHOUT_CLOSERS)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Looked(boolean hit, String mark) {}

    private static Looked look(Node node, Register register) {
        CacheLookups lookups = new CacheLookups();
        try (Session session = node.factory().openSession()) {
            session.setCacheMode(CacheMode.GET); // it must not put what it looks at
            session.addEventListeners(lookups);
            String mark = Reading.state(register, session.find(register.kind().entity(), register.id()));
            return new Looked(lookups.lastWasHit(), mark);
        }
    }

    private static long serverMicros(RedisProcess redis) {
        try (RedisConnection connection = redis.connect()) {
            return connection.micros();
        }
    }
}
