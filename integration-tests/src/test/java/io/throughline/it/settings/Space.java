package io.throughline.it.settings;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.hibernate.Session;

/** A node with empty tables and an emptied Redis, a relay between, and a look at what Redis holds. */
public final class Space implements AutoCloseable {

    public static final String NAMESPACE = "t";

    /** One serves all: a node creates its tables anew. Not made where nobody asks for it: another JVM would start servers of its own. */
    private static final class Shared {
        private static final Database DATABASE = TestServers.postgres().createDatabase();
    }

    private final RedisRelay relay = RedisRelay.to(TestServers.redis());
    private final RedisConnection redis = TestServers.redis().connect();
    private final Node node;

    private Space(UnaryOperator<Node.Builder> settings, Class<?>... entities) {
        redis.flushAll();
        try {
            node = settings.apply(builder(relay.uri(), entities)).start();
        } catch (RuntimeException e) {
            relay.close();
            redis.close();
            throw e;
        }
    }

    public static Space of(Class<?>... entities) {
        return of(node -> node, entities);
    }

    public static Space of(UnaryOperator<Node.Builder> settings, Class<?>... entities) {
        return new Space(settings, entities);
    }

    /** Of a node whose tables are empty. */
    public static Node.Builder builder(String redisUri, Class<?>... entities) {
        return builder(Shared.DATABASE, redisUri, entities);
    }

    public static Node.Builder builder(Database database, String redisUri, Class<?>... entities) {
        return Node.on(database, redisUri)
                .set("hibernate.hbm2ddl.auto", "create")
                .set("hibernate.cache.redis.namespace", NAMESPACE)
                .entities(entities);
    }

    public Node node() {
        return node;
    }

    public static Database database() {
        return Shared.DATABASE;
    }

    /** Another node of the same application. It goes to Redis directly. */
    public static Node another(Class<?>... entities) {
        return builder(TestServers.redis().uri(), entities)
                .set("hibernate.hbm2ddl.auto", "none")
                .start();
    }

    public RedisRelay relay() {
        return relay;
    }

    /** Not through the relay. */
    public RedisConnection redis() {
        return redis;
    }

    /** The keys of entries, whatever they hold, without records; sorted. */
    public List<String> entryKeys() {
        return redis.keys("*").stream()
                .filter(key -> !key.endsWith("}") && !key.endsWith(":identity"))
                .toList();
    }

    /** As PROTOCOL.md has it. */
    public static String key(String region, String id) {
        return stripeKey(region, id) + ":" + id;
    }

    /** Where there is no cluster. */
    public static String recordKey(String region) {
        return NAMESPACE + ":" + region + ":{%region}";
    }

    /** Of the stripe's record, in a cluster. */
    public static String stripeKey(String region, String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.US_ASCII));
        return NAMESPACE + ":" + region + ":{" + (crc.getValue() & 255) + "}";
    }

    /** Statements that the work needed in a session and a transaction of its own, which sees all that is in Redis now. */
    public long sql(Consumer<Session> work) {
        awaitClock(node);
        long before = node.sqlStatements();
        node.inTransaction(work);
        return node.sqlStatements() - before;
    }

    /** Until the lower bound that the node has of the server's clock has passed what is in Redis now. */
    public static void awaitClock(Node node) {
        Nodes.awaitClocks(node);
    }

    @Override
    public void close() {
        try (relay;
                redis;
                node) {
            // in this order
        }
    }
}
