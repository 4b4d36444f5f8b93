package io.throughline.it.deploy;

import io.throughline.it.deploy.SharedAmounts.Kind;
import io.throughline.it.nodes.Node;
import io.throughline.metrics.CacheActivity.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes of one node on few rows. A write sets all attributes of its release to what one amount says; some are rolled back after their flush. A
 * read is wrong if it is older than what was known before it began, if its attributes are not of one write, or if nobody has committed it.
 */
final class Load implements AutoCloseable {

    static final int ROWS = 4;
    private static final int READERS = 2;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What no commit ever writes. */
    private static final long ROLLED_BACK = 1_000_000_000;

    private final Node node;
    private final SharedAmounts known;
    private final Class<?> type;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicReference<@Nullable String> firstWrong = new AtomicReference<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder wrong = new LongAdder();

    Load(Node node, SharedAmounts known) {
        this.node = node;
        this.known = known;
        this.type = node.factory()
                .getMappingMetamodel()
                .getEntityDescriptor("shop.Offer")
                .getMappedClass();
    }

    void start() {
        for (int i = 0; i < READERS; i++) {
            work.add(threads.submit(() -> loop(this::read)));
        }
        work.add(threads.submit(() -> loop(this::write)));
    }

    private void loop(Runnable step) {
        while (running.get()) {
            step.run();
            LockSupport.parkNanos(PACE_NANOS); // the other JVM has to start beside it
        }
    }

    private void read() {
        int row = ThreadLocalRandom.current().nextInt(ROWS);
        long amountKnown = known.of(Kind.AMOUNT, row);
        long discountKnown = known.of(Kind.DISCOUNT, row);
        long feeKnown = known.of(Kind.FEE, row);
        Map<String, Object> read = node.fromTransaction(session -> Values.of(session.find(type, (long) row)));
        reads.increment();
        long amount = number(read.get("amount"));
        check(row, amount, amountKnown, read);
        if (!("l" + amount).equals(read.get("label"))) {
            wrong(row, "mixed", read);
        }
        known.learn(Kind.AMOUNT, row, amount);
        own(row, Kind.DISCOUNT, discountKnown, read.get("discount"), 1, read);
        own(row, Kind.FEE, feeKnown, read.get("fee"), 2, read);
    }

    /** An attribute that one release alone has: the other's writes leave it as it is. */
    private void own(int row, Kind kind, long atLeast, @Nullable Object value, int sign, Map<String, Object> read) {
        if (value == null || value.equals("null")) {
            return;
        }
        long number = number(value);
        if (number % 10 != sign) {
            wrong(row, "another attribute's value in " + kind, read);
            return;
        }
        check(row, number / 10, atLeast, read);
        known.learn(kind, row, number / 10);
    }

    private void check(int row, long amount, long atLeast, Map<String, Object> read) {
        if (amount < atLeast) {
            wrong(row, "stale, " + atLeast + " was known", read);
        }
        if (amount >= ROLLED_BACK) {
            wrong(row, "never committed", read);
        }
    }

    private void wrong(int row, String how, Map<String, Object> read) {
        wrong.increment();
        firstWrong.compareAndSet(null, how + " in row " + row + ": " + read);
    }

    private void write() {
        int row = ThreadLocalRandom.current().nextInt(ROWS);
        boolean rollBack = ThreadLocalRandom.current().nextInt(5) == 0;
        long[] amount = new long[1];
        Map<?, ?>[] written = new Map<?, ?>[1];
        try (Session session = node.factory().openSession()) {
            session.beginTransaction();
            amount[0] = lockRow(session, row) + 1;
            Object offer = session.find(type, (long) row);
            Values.change(offer, (int) (rollBack ? ROLLED_BACK : amount[0]));
            session.flush();
            written[0] = Values.of(offer);
            if (rollBack) {
                session.getTransaction().rollback();
                return;
            }
            session.getTransaction().commit();
        }
        writes.increment();
        known.learn(Kind.AMOUNT, row, amount[0]);
        if (written[0].containsKey("discount")) {
            known.learn(Kind.DISCOUNT, row, amount[0]);
        }
        if (written[0].containsKey("fee")) {
            known.learn(Kind.FEE, row, amount[0]);
        }
    }

    /** A row's writers queue up in the database, so that amounts grow; their locks in Redis still overlap. */
    private static long lockRow(Session session, int row) {
        return session.createNativeQuery("select amount from Offer where id = :id for update", Long.class)
                .setParameter("id", (long) row)
                .getSingleResult();
    }

    private static long number(@Nullable Object text) {
        return Long.parseLong(String.valueOf(text));
    }

    /** Until it has done so much more since now. */
    void awaitMore(long moreReads, long moreWrites) throws Exception {
        long readsThen = reads.sum() + moreReads;
        long writesThen = writes.sum() + moreWrites;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (reads.sum() < readsThen || writes.sum() < writesThen) {
            for (Future<?> each : work) {
                if (each.isDone()) {
                    each.get(); // a session has failed
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The load does not get on: " + this);
            }
            TimeUnit.MILLISECONDS.sleep(5); // the load's own clock: nothing waits for it
        }
    }

    /** Ends it; throws what a session threw. */
    void stop() throws Exception {
        running.set(false);
        threads.shutdown();
        for (Future<?> each : work) {
            each.get(60, TimeUnit.SECONDS);
        }
        work.clear();
    }

    @Override
    public void close() {
        running.set(false);
        threads.shutdownNow();
    }

    long reads() {
        return reads.sum();
    }

    long wrongs() {
        return wrong.sum();
    }

    /** What happened, in one line: names and numbers. */
    @Override
    public String toString() {
        String first = firstWrong.get();
        return "reads=" + reads + " writes=" + writes + " wrong=" + wrong + " hits="
                + node.activity().of(Event.HIT) + " othershape="
                + node.activity().of(Event.OTHER_SHAPE)
                + " undecodable=" + node.activity().of(Event.UNDECODABLE) + " through="
                + node.activity().of(Event.WRITTEN_THROUGH) + " failed="
                + (node.activity().of(Event.REDIS_FAILED) + node.activity().of(Event.LOCK_FAILED))
                + (first == null ? "" : " first: " + first);
    }
}
