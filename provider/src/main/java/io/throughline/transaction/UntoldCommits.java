package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.Undeterred;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Transactions that the database has committed, but whose observers Hibernate has not called yet. Between the two, Hibernate runs the session's callbacks.
 * If one of them throws (an application's {@code POST_COMMIT_UPDATE} listener, another observer, a synchronization, an Error), it never calls the observers. What no
 * lock protects is then owed after a moment. What locks protect is owed when all sessions have been closed; otherwise nobody could read it until the locks run out.
 *
 * <p>Safe for all threads.
 */
public final class UntoldCommits {

    private static final long MOMENT_MILLIS = 100;
    private static final String WHAT = "looking for commits that Hibernate has not reported";

    private final Unsettled unsettled;
    private final ScheduledExecutorService scheduler;
    private final long lockTimeoutNanos;
    private final Set<Commit> untold = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param lockTimeoutNanos after which none of their locks is left */
    public UntoldCommits(Unsettled unsettled, ScheduledExecutorService scheduler, long lockTimeoutNanos) {
        this.unsettled = unsettled;
        this.scheduler = scheduler;
        this.lockTimeoutNanos = lockTimeoutNanos;
    }

    /** A transaction that is known to be committed. */
    static final class Commit {

        private final OwedByCommit owed;
        private final BooleanSupplier abandoned;
        private final Runnable whenAbandoned;
        private final long since = System.nanoTime();
        /** Written only by the scheduler's thread. */
        private boolean evictionsOwed;

        private volatile boolean beingTold;

        private Commit(OwedByCommit owed, BooleanSupplier abandoned, Runnable whenAbandoned) {
            this.owed = owed;
            this.abandoned = abandoned;
            this.whenAbandoned = whenAbandoned;
        }
    }

    /**
     * The database has committed.
     *
     * @param owed what is to be done after the commit
     * @param abandoned whether all its sessions have been closed; called by any thread
     * @param whenAbandoned what to do then, on the scheduler's thread
     * @return to be passed to {@link #told}
     */
    Commit add(OwedByCommit owed, BooleanSupplier abandoned, Runnable whenAbandoned) {
        Commit commit = new Commit(owed, abandoned, whenAbandoned);
        untold.add(commit);
        schedule();
        return commit;
    }

    /** Hibernate has reported it: the caller takes care of what is owed. */
    void beingTold(Commit commit) {
        commit.beingTold = true;
    }

    /** Redis knows of it, or what Redis does not know is owed. */
    void told(Commit commit) {
        untold.remove(commit);
    }

    /** The caller could not take care of it, so it is owed as if nobody had reported it. Needs no memory. */
    void notTold(Commit commit) {
        commit.beingTold = false;
    }

    /** Also called with every heartbeat, whatever happened to an earlier call. */
    public void goOn() {
        if (!untold.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                scheduler.schedule(this::lookScheduled, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                scheduled.set(false);
                CacheMessages.LOG.failed(WHAT, "the session factory is closed");
            } catch (Throwable e) { // no memory for a task: the next heartbeat asks again
                scheduled.set(false);
                throw e;
            }
        }
    }

    private void lookScheduled() {
        scheduled.set(false);
        Undeterred.of(WHAT, () -> untold.forEach(this::look)).run();
        goOn();
    }

    private void look(Commit commit) {
        long age = System.nanoTime() - commit.since;
        if (commit.beingTold) {
            return;
        }
        if (age < TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLIS)) {
            return; // it is most likely just being reported
        }
        if (!commit.evictionsOwed) {
            commit.owed.evictions(unsettled);
            commit.evictionsOwed = true;
        }
        if (commit.abandoned.getAsBoolean()) {
            commit.owed.locked(unsettled);
            untold.remove(commit);
            commit.whenAbandoned.run();
        } else if (age >= lockTimeoutNanos) {
            untold.remove(commit);
        }
    }
}
