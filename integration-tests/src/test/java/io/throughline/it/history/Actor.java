package io.throughline.it.history;

import io.throughline.it.history.Write.Outcome;
import io.throughline.it.nodes.Node;
import io.throughline.metrics.CacheActivity;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.hibernate.Session;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;

/** One thread of a worker: opens the sessions in which operations read and write, and writes down what became of them. */
final class Actor {

    /** Thrown by an operation that meant to roll back. */
    static final class OnPurpose extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final Node node;
    private final HistoryLog log;
    private final String process;
    private final String name;
    private final RandomGenerator random;
    private int transactions;

    /**
     * @param process the worker and the number of its life
     * @param thread the number of the actor's thread
     */
    Actor(Node node, HistoryLog log, String process, int thread, RandomGenerator random) {
        this.node = node;
        this.log = log;
        this.process = process;
        this.name = process + "." + thread;
        this.random = random;
    }

    Node node() {
        return node;
    }

    HistoryLog log() {
        return log;
    }

    String process() {
        return process;
    }

    RandomGenerator random() {
        return random;
    }

    Register any() {
        return any(Register.all());
    }

    <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** So that other transactions fit in between, now and then. */
    void dawdle() {
        if (random.nextInt(5) == 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(8000)));
        }
    }

    /** A session that reads, outside transactions unless the work begins one. */
    void reads(String operation, Consumer<Reading> work) {
        long start = System.nanoTime();
        try (Reading reading = new Reading(this, node, operation)) {
            work.accept(reading);
        } catch (RuntimeException e) {
            log.call(new Call(process, operation, start, System.nanoTime(), text(e)));
        }
    }

    /** A session that reads, within one transaction. */
    void readsInTransaction(String operation, Consumer<Reading> work) {
        reads(operation, reading -> {
            Transaction transaction = reading.session().beginTransaction();
            try {
                work.accept(reading);
                transaction.commit();
            } catch (RuntimeException e) {
                rollBack(transaction, e);
                throw e;
            }
        });
    }

    /** Neither a read nor a transaction. */
    void calls(String operation, Runnable work) {
        long start = System.nanoTime();
        String error = "";
        try {
            work.run();
        } catch (RuntimeException e) {
            error = text(e);
        }
        log.call(new Call(process, operation, start, System.nanoTime(), error));
    }

    void writes(String operation, List<Register> registers, BiConsumer<Session, Writing> work) {
        writesIn(operation, registers, () -> node.factory().openSession(), work);
    }

    void writesStateless(String operation, List<Register> registers, BiConsumer<StatelessSession, Writing> work) {
        writesIn(operation, registers, () -> node.factory().openStatelessSession(), work);
    }

    private <S extends SharedSessionContract> void writesIn(
            String operation, List<Register> registers, Supplier<S> open, BiConsumer<S, Writing> work) {
        String mark = name + "." + ++transactions;
        long committing = 0;
        long lockFailures = lockFailures();
        log.begun(mark, operation, registers.stream().map(Register::name).toList(), System.nanoTime());
        try (S session = open.get()) {
            Transaction transaction = session.beginTransaction();
            try {
                work.accept(session, new Writing(session, mark, registers));
                committing = System.nanoTime();
                transaction.commit();
                log.ended(
                        mark, Outcome.ACKNOWLEDGED, lockFailures == lockFailures(), committing, System.nanoTime(), "");
            } catch (RuntimeException e) {
                rollBack(transaction, e);
                throw e;
            }
        } catch (OnPurpose e) {
            log.ended(mark, Outcome.ROLLED_BACK, true, committing, System.nanoTime(), "");
        } catch (RuntimeException e) {
            log.ended(mark, Outcome.FAILED, lockFailures == lockFailures(), committing, System.nanoTime(), text(e));
        }
    }

    private long lockFailures() {
        return node.activity().of(CacheActivity.Event.LOCK_FAILED);
    }

    private static void rollBack(Transaction transaction, RuntimeException reason) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** The kind of the last cause, and what it says. */
    private static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return failure.getClass().getSimpleName() + ": "
                + (cause == failure ? "" : cause.getClass().getSimpleName() + ": ") + cause.getMessage();
    }
}
