package io.throughline.it.stress;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that run cached queries over one table and change it, and a third node that changes it and is gone before it can report the change, again
 * and again. Amounts only grow, and so does their sum. A sum is stale if it is less than what was known before its session was opened.
 */
final class QueryStress implements AutoCloseable {

    private static final int NODES = 2;
    private static final int ROWS = 3;
    private static final int READERS = 3; // threads of a node
    private static final int SAVED_WRITES = 3; // between two of a node's that crashes

    private static final int PAUSE = 20; // milliseconds, between two writes of a node
    private static final int LONG_PAUSE = 200; // so that results live to be asked for twice

    private final Database database = TestServers.postgres().createDatabase();
    private final String layout;
    private final Consumer<RedisRelay> preparation;
    private final boolean near;
    private final List<RedisRelay> relays = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final KnownAmounts known = new KnownAmounts();
    private final AtomicLong knownSum = new AtomicLong();
    private final Hammer hammer = new Hammer();
    private final AtomicReference<@Nullable String> firstStale = new AtomicReference<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder crashes = new LongAdder();
    private final LongAdder stale = new LongAdder();

    /** @param layout of results: with the rows in full, or with the entities' ids alone */
    QueryStress(String layout, Consumer<RedisRelay> preparation) {
        this(layout, preparation, false);
    }

    /** With near caches; nobody crashes. */
    static QueryStress near(String layout) {
        return new QueryStress(layout, relay -> {}, true);
    }

    private QueryStress(String layout, Consumer<RedisRelay> preparation, boolean near) {
        this.near = near;
        this.layout = layout;
        this.preparation = preparation;
        TestServers.redis().connect().flushAll();
        for (int i = 0; i < NODES; i++) {
            RedisRelay relay = RedisRelay.to(TestServers.redis());
            relays.add(relay);
            nodes.add(start(relay, "10s"));
            relay.delay(Hammer::delay);
        }
        nodes.get(0).inTransaction(session -> {
            for (long id = 0; id < ROWS; id++) {
                Tally tally = new UnversionedTally();
                tally.id = id;
                session.persist(tally);
            }
        });
    }

    private Node start(RedisRelay relay, String timeout) {
        Node.Builder builder = Node.on(database, relay.uri());
        Node node = (near ? builder.near() : builder)
                .entities(UnversionedTally.class)
                .set("hibernate.cache.use_query_cache", "true")
                .set("hibernate.cache.query_cache_layout", layout)
                .set("hibernate.cache.redis.lock_timeout", "5s") // longer than any commit takes here
                .set("hibernate.cache.redis.command_timeout", timeout)
                .start();
        preparation.accept(relay);
        return node;
    }

    /** @param untilStale end with the first stale read */
    void run(Duration duration, boolean untilStale) throws Exception {
        for (Node node : nodes) {
            for (int i = 0; i < READERS; i++) {
                hammer.repeat(() -> read(node));
            }
            hammer.repeat(() -> {
                write(node, true);
                Hammer.pause(near ? LONG_PAUSE : PAUSE);
            });
        }
        if (!near) {
            hammer.repeat(this::crash); // what it has marked nobody keeps near until its limit
        }
        hammer.run(duration, () -> untilStale && stale.sum() > 0);
    }

    private long knownSum() {
        long rows = 0;
        for (long id = 0; id < ROWS; id++) {
            rows += known.of(UnversionedTally.class, id);
        }
        return Math.max(rows, knownSum.get());
    }

    private void read(Node node) {
        int how = ThreadLocalRandom.current().nextInt(5);
        long floor = knownSum();
        long sum = node.fromTransaction(session -> how < 3
                ? sum(session, true)
                : how == 3
                        ? sum(session, false)
                        : session
                                .createSelectionQuery("from UnversionedTally order by id", UnversionedTally.class)
                                .setCacheable(true)
                                .getResultList()
                                .stream()
                                .mapToLong(tally -> tally.amount)
                                .sum());
        reads.increment();
        if (sum < floor) {
            stale.increment();
            firstStale.compareAndSet(
                    null,
                    (how < 3 ? "sum " : how == 3 ? "uncached " : "rows ") + sum + " when " + floor + " was known");
        }
        knownSum.accumulateAndGet(sum, Math::max);
    }

    private static long sum(Session session, boolean cached) {
        return session.createSelectionQuery("select sum(amount) from UnversionedTally", Long.class)
                .setCacheable(cached)
                .getSingleResult();
    }

    /** @param returns whether anybody hears that it has committed */
    private void write(Node node, boolean returns) {
        long id = ThreadLocalRandom.current().nextInt(ROWS);
        boolean bulk = ThreadLocalRandom.current().nextInt(4) == 0;
        long[] written = new long[1];
        node.inTransaction(session -> {
            written[0] = session.createNativeQuery(
                                    "select amount from UnversionedTally where id = :id for update", Long.class)
                            .setParameter("id", id)
                            .getSingleResult()
                    + 1;
            if (bulk) {
                session.createMutationQuery("update UnversionedTally set amount = :amount where id = :id")
                        .setParameter("amount", written[0])
                        .setParameter("id", id)
                        .executeUpdate();
            } else {
                session.find(UnversionedTally.class, id).amount = written[0];
            }
        });
        if (returns) {
            writes.increment();
            known.learn(UnversionedTally.class, id, written[0]);
        }
    }

    /** A node that comes, changes the table, and is cut off between its commit and what it says after it. */
    private void crash() {
        Script changed = Scripts.shipped().open();
        try (RedisRelay relay = RedisRelay.to(TestServers.redis())) {
            Node node = start(relay, "2s");
            try (node) {
                Nodes.awaitClocks(node); // before Redis has answered it would commit without marks
                for (int i = 0; i < SAVED_WRITES && hammer.isRunning(); i++) {
                    write(node, true);
                    Hammer.pause(1000);
                }
                relay.swallow(command -> command.runs(changed));
                write(node, false);
                crashes.increment();
                relay.refuse();
            }
        }
        Hammer.pause(2000);
    }

    long staleReads() {
        return stale.sum();
    }

    long nearHits() {
        return nodes.stream().mapToLong(Node::nearHits).sum();
    }

    long queryHits() {
        return nodes.stream()
                .mapToLong(node -> node.statistics().getQueryCacheHitCount())
                .sum();
    }

    long crashes() {
        return crashes.sum();
    }

    long failures() {
        return sum(Event.REDIS_FAILED) + sum(Event.LOCK_FAILED);
    }

    private long sum(Event event) {
        return nodes.stream().mapToLong(node -> node.activity().of(event)).sum();
    }

    /** What happened, in one line. */
    @Override
    public String toString() {
        String first = firstStale.get();
        return "reads " + reads + ", query hits " + queryHits() + ", writes " + writes + ", crashes " + crashes
                + ", puts "
                + sum(Event.PUT_STORED) + " (refused " + sum(Event.PUT_REFUSED) + "), failures " + failures()
                + ", stale reads " + stale + (first == null ? "" : " (" + first + ")");
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        relays.forEach(RedisRelay::close);
    }
}
