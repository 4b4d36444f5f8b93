package io.throughline.it.topology;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.metrics.CacheActivity.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Readers and writers on some rows, through several nodes, while a test does something to the servers. Amounts only grow: a read is stale if it is less than what was known,
 * from an acknowledged commit or a read, before its session was opened.
 */
final class Load implements AutoCloseable {

    private final List<Node> nodes;
    private final long from;
    private final int rows;
    private final AtomicLongArray known;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final ReadWriteLock writing = new ReentrantReadWriteLock(true);
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final AtomicReference<@Nullable String> firstRejected = new AtomicReference<>();
    private final AtomicReference<@Nullable String> firstStale = new AtomicReference<>();

    /** @param from the first row's id */
    Load(long from, int rows, Node... nodes) {
        this.from = from;
        this.rows = rows;
        this.nodes = List.of(nodes);
        this.known = new AtomicLongArray(rows);
        this.nodes.get(0).inTransaction(session -> {
            for (long id = 0; id < rows; id++) {
                session.persist(new Counter(from + id, 0));
            }
        });
        for (Node node : nodes) {
            work.add(threads.submit(() -> loop(() -> read(node))));
            work.add(threads.submit(() -> loop(() -> read(node))));
            work.add(threads.submit(() -> loop(() -> write(node))));
        }
    }

    private void loop(Runnable step) {
        while (running.get()) {
            step.run();
        }
    }

    private void read(Node node) {
        int id = ThreadLocalRandom.current().nextInt(rows);
        long floor = known.get(id);
        long amount = node.<Long>fromTransaction(session -> session.find(Counter.class, from + id).amount);
        reads.increment();
        if (amount < floor) {
            stale.increment();
            firstStale.compareAndSet(null, "row " + id + ": read " + amount + " when " + floor + " was known");
        }
        known.accumulateAndGet(id, amount, Math::max);
    }

    private void write(Node node) {
        int id = ThreadLocalRandom.current().nextInt(rows);
        writing.readLock().lock();
        try {
            long[] written = new long[1];
            node.inTransaction(session -> {
                // the row's writers queue up in the database, so that amounts grow
                written[0] =
                        session.createNativeQuery("select amount from Counter where id = :id for update", Long.class)
                                        .setParameter("id", from + id)
                                        .getSingleResult()
                                + 1;
                session.find(Counter.class, from + id).amount = written[0];
            });
            writes.increment();
            known.accumulateAndGet(id, written[0], Math::max);
        } catch (RuntimeException e) {
            String why = why(e);
            if (why == null) {
                throw e;
            }
            rejected.increment();
            firstRejected.compareAndSet(null, why);
        } finally {
            writing.readLock().unlock();
        }
    }

    /** @return why the commit was rejected ({@code on_failure=reject}), {@code null} if it was not that */
    private static @Nullable String why(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CacheException && message.contains("on_failure=reject")) {
                return message;
            }
        }
        return null;
    }

    /** Runs while no commit is under way; reads go on. */
    void withoutWrites(Runnable work) {
        writing.writeLock().lock();
        try {
            work.run();
        } finally {
            writing.writeLock().unlock();
        }
    }

    /** Until there have been so many more of both. */
    void awaitMore(int count) {
        long moreReads = reads.sum() + count;
        long moreWrites = writes.sum() + count;
        Nodes.await(() -> {
            if (work.stream().anyMatch(Future::isDone)) {
                throw new IllegalStateException("A session failed", failure());
            }
            return reads.sum() >= moreReads && writes.sum() >= moreWrites;
        });
    }

    private @Nullable Throwable failure() {
        for (Future<?> each : work) {
            if (each.isDone()) {
                try {
                    each.get();
                } catch (Exception e) {
                    return e;
                }
            }
        }
        return null;
    }

    /** Ends it. @throws AssertionError if a session failed */
    void stop() throws Exception {
        running.set(false);
        threads.shutdown();
        for (Future<?> each : work) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    long staleReads() {
        return stale.sum();
    }

    long sum(Event event) {
        return nodes.stream().mapToLong(node -> node.activity().of(event)).sum();
    }

    @Override
    public String toString() {
        String first = firstStale.get();
        return "reads " + reads + ", writes " + writes + ", rejected " + rejected
                + (rejected.sum() == 0 ? "" : " (" + firstRejected + ")") + ", stale " + stale
                + (first == null ? "" : " (" + first + ")") + ", "
                + nodes.stream().map(node -> node.activity().toString()).toList();
    }

    @Override
    public void close() {
        running.set(false);
        threads.shutdownNow();
    }
}
