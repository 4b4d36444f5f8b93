package io.throughline.it.stress;

import io.throughline.it.nodes.Node;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hibernate.Session;
import org.hibernate.StaleStateException;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes on few rows: reads by id and by query, updates, bulk updates, evictions of rows and regions, each node's commands delayed by a relay,
 * some for long. A read is stale if it is older than the newest state known before its session was opened.
 */
public final class Stress implements AutoCloseable {

    private static final int NODES = 3;
    private static final int READERS = 2; // threads of a node
    private static final int ROWS = 3; // of each kind
    private static final List<Class<? extends Tally>> KINDS =
            List.of(UnversionedTally.class, VersionedTally.class, ShortLivedTally.class);

    private final List<RedisRelay> relays = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final KnownAmounts known = new KnownAmounts();
    private final Hammer hammer = new Hammer();
    private final AtomicReference<@Nullable String> firstStale = new AtomicReference<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder bulks = new LongAdder();
    private final LongAdder lostRaces = new LongAdder();
    private final LongAdder stale = new LongAdder();

    Stress(Consumer<RedisRelay> preparation) {
        this(TestServers.postgres().createDatabase(), null, node -> node, preparation);
    }

    /** @param isolation as the pool knows it; {@code null}: the database's own */
    public Stress(Database database, @Nullable String isolation, Consumer<RedisRelay> preparation) {
        this(database, isolation, node -> node, preparation);
    }

    static Stress near() {
        return new Stress(TestServers.postgres().createDatabase(), null, Node.Builder::near, relay -> {});
    }

    long nearHits() {
        return nodes.stream().mapToLong(Node::nearHits).sum();
    }

    private Stress(
            Database database,
            @Nullable String isolation,
            UnaryOperator<Node.Builder> settings,
            Consumer<RedisRelay> preparation) {
        TestServers.redis().connect().flushAll();
        for (int i = 0; i < NODES; i++) {
            RedisRelay relay = RedisRelay.to(TestServers.redis());
            relays.add(relay);
            nodes.add(settings.apply(Node.on(database, relay.uri()))
                    .isolation(isolation)
                    .entities(UnversionedTally.class, VersionedTally.class, ShortLivedTally.class)
                    .set("hibernate.cache.redis.region.short-lived.ttl", "30ms")
                    .start());
            preparation.accept(relay);
            relay.delay(Hammer::delay);
        }
        nodes.get(0).inTransaction(session -> {
            for (long id = 0; id < ROWS; id++) {
                for (Tally tally : List.of(new UnversionedTally(), new VersionedTally(), new ShortLivedTally())) {
                    tally.id = id;
                    session.persist(tally);
                }
            }
        });
    }

    /** @param untilStale end with the first stale read */
    public void run(Duration duration, boolean untilStale) throws Exception {
        for (Node node : nodes) {
            for (int i = 0; i < READERS; i++) {
                hammer.repeat(() -> read(node));
            }
            hammer.repeat(() -> write(node));
        }
        hammer.repeat(() -> bulkUpdate(nodes.get(1)));
        hammer.repeat(() -> evict(nodes.get(2)));
        hammer.run(duration, () -> untilStale && stale.sum() > 0);
    }

    private static Class<? extends Tally> anyKind() {
        return KINDS.get(ThreadLocalRandom.current().nextInt(KINDS.size()));
    }

    private static long anyRow() {
        return ThreadLocalRandom.current().nextInt(ROWS);
    }

    private void read(Node node) {
        Class<? extends Tally> kind = anyKind();
        long id = anyRow();
        boolean byQuery = ThreadLocalRandom.current().nextInt(5) == 0;
        long floor = known.of(kind, id);
        long amount = node.fromTransaction(session -> byQuery
                ? session.createSelectionQuery("from " + kind.getSimpleName() + " where id = :id", kind)
                        .setParameter("id", id)
                        .getSingleResult()
                        .amount
                : session.find(kind, id).amount);
        reads.increment();
        if (amount < floor) {
            stale.increment();
            firstStale.compareAndSet(
                    null, kind.getSimpleName() + " " + id + ": read " + amount + " when " + floor + " was known");
        }
        known.learn(kind, id, amount);
    }

    private void write(Node node) {
        Class<? extends Tally> kind = anyKind();
        long id = anyRow();
        try {
            long[] written = new long[1];
            node.inTransaction(session -> {
                written[0] = lockRow(session, kind, id) + 1;
                session.find(kind, id).amount = written[0];
            });
            writes.increment();
            known.learn(kind, id, written[0]);
        } catch (RuntimeException e) {
            if (!lostRace(e)) {
                throw e;
            }
            lostRaces.increment();
        }
    }

    /** What was read from the cache before the row was locked has an older version than the row by now: as it should be. */
    private static boolean lostRace(RuntimeException e) {
        return e instanceof jakarta.persistence.OptimisticLockException || e.getCause() instanceof StaleStateException;
    }

    /** The row's writers queue up in the database, so that amounts grow; their locks in Redis still overlap. */
    private static long lockRow(Session session, Class<? extends Tally> kind, long id) {
        return session.createNativeQuery(
                        "select amount from " + kind.getSimpleName() + " where id = :id for update", Long.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    private void bulkUpdate(Node node) {
        Class<? extends Tally> kind = anyKind();
        long id = anyRow();
        long[] written = new long[1];
        node.inTransaction(session -> {
            written[0] = lockRow(session, kind, id) + 1;
            session.createMutationQuery("update " + (kind == VersionedTally.class ? "versioned " : "")
                            + kind.getSimpleName() + " set amount = :amount where id = :id")
                    .setParameter("amount", written[0])
                    .setParameter("id", id)
                    .executeUpdate();
        });
        bulks.increment();
        known.learn(kind, id, written[0]);
        Hammer.pause(20);
    }

    private void evict(Node node) {
        if (ThreadLocalRandom.current().nextInt(20) == 0) {
            node.factory().getCache().evictEntityData(anyKind());
        } else {
            node.factory().getCache().evictEntityData(anyKind(), anyRow());
        }
        Hammer.pause(10);
    }

    public long staleReads() {
        return stale.sum();
    }

    public long hits() {
        return sum(Event.HIT);
    }

    public long reads() {
        return reads.sum();
    }

    public long writesThrough() {
        return sum(Event.WRITTEN_THROUGH);
    }

    public long failures() {
        return sum(Event.REDIS_FAILED) + sum(Event.LOCK_FAILED);
    }

    private long sum(Event event) {
        return nodes.stream().mapToLong(node -> node.activity().of(event)).sum();
    }

    /** What happened, in one line. */
    @Override
    public String toString() {
        String first = firstStale.get();
        return "reads " + reads + ", cache hits " + hits() + ", cache misses " + sum(Event.MISS) + ", writes " + writes
                + " (lost races " + lostRaces + "), bulk updates " + bulks + ", written through " + writesThrough()
                + ", puts " + sum(Event.PUT_STORED) + " (refused " + sum(Event.PUT_REFUSED) + "), failures "
                + failures()
                + ", stale reads " + stale + (first == null ? "" : " (" + first + ")");
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        relays.forEach(RedisRelay::close);
    }
}
