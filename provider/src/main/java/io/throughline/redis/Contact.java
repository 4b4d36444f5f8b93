package io.throughline.redis;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.MasterFigures;
import io.throughline.protocol.RedisUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The contact with one master. It decides what a failure does to the faith in the master's data, and whether anything is sent. After a call that
 * timed out, nothing is sent until a heartbeat has been answered ({@link Silence}). After a few failures of any kind, the circuit breaker opens.
 * Heartbeats go on, and when one is answered, a few calls may try before all are let through again.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Contact {

    private static final int WINDOW = 10;
    private static final int LEAST_CALLS = 3;
    private static final int FAILURES_PERCENT = 50;
    private static final int TRIALS = 3;
    /** Heartbeats close the breaker, not time: a call that tries in vain costs a user the command timeout. */
    private static final Duration NEVER_BY_TIME = Duration.ofDays(365);

    /** By then, every node that was cut off from Redis is back within a heartbeat, and settles at once what it owes. */
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private enum Kind {
        OWED,
        DISPENSABLE,
        PROBE
    }

    private final String master;
    private final Faith faith = new Faith();
    private final Silence silence;
    private final Runnable whenLost;
    private final Runnable whenSilent;
    private final Pauses pauses;
    private final CircuitBreaker breaker;
    private final MasterFigures figures;

    /**
     * @param commandTimeout how long a command is waited for
     * @param whenLost runs when there was faith and it is lost; must not wait
     * @param whenSilent runs when a call has waited in vain, and none before it since the last answer; must not wait
     * @param pauses the pauses of this process
     * @param activity learns of the master
     */
    Contact(
            String master,
            Duration commandTimeout,
            Runnable whenLost,
            Runnable whenSilent,
            Pauses pauses,
            CacheActivity activity) {
        this.master = master;
        this.silence = new Silence(commandTimeout);
        this.whenLost = whenLost;
        this.whenSilent = whenSilent;
        this.pauses = pauses;
        this.breaker = CircuitBreaker.of(
                master,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(LEAST_CALLS)
                        .failureRateThreshold(FAILURES_PERCENT)
                        .permittedNumberOfCallsInHalfOpenState(TRIALS)
                        .waitDurationInOpenState(NEVER_BY_TIME)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> CacheMessages.LOG.breaker(
                        master,
                        event.getStateTransition().getFromState(),
                        event.getStateTransition().getToState()));
        this.figures = activity.master(master, () -> breaker.getState().name());
    }

    /** The figures that receive the master's samples. */
    MasterFigures figures() {
        return figures;
    }

    Faith faith() {
        return faith;
    }

    /** Whether what the master holds is believed. */
    public boolean isBelieved() {
        return faith.state().holds();
    }

    /** What the master last reported about itself. */
    public MasterFigures.Sample sample() {
        return figures.sample();
    }

    /** The state of the circuit breaker. */
    public CircuitBreaker.State breakerState() {
        return breaker.getState();
    }

    /**
     * Sends an operation that removes something. If the breaker is open, or the master silent, nothing is sent, and the stage fails with {@link
     * RedisUnavailableException}.
     */
    <T> CompletableFuture<T> send(Supplier<CompletableFuture<T>> work) {
        return permitted(work, Kind.OWED);
    }

    /** The same for what only reads, or stores what was read. Nothing is lost if no connection was free in time. */
    <T> CompletableFuture<T> sendDispensable(Supplier<CompletableFuture<T>> work) {
        return permitted(work, Kind.DISPENSABLE);
    }

    /** Sends in any case: for heartbeats, which find out whether the master answers again. */
    <T> CompletableFuture<T> probe(Supplier<CompletableFuture<T>> work) {
        return watched(work, Kind.PROBE);
    }

    private <T> CompletableFuture<T> permitted(Supplier<CompletableFuture<T>> work, Kind kind) {
        Silence.Spell spell = silence.spell();
        if (spell == null) {
            return unlessOpen(work, kind);
        }
        return kind == Kind.DISPENSABLE
                ? CompletableFuture.failedFuture(silent())
                : silence.patience(spell, pauses.now())
                        .thenCompose(
                                heard -> heard ? unlessOpen(work, kind) : CompletableFuture.failedFuture(silent()));
    }

    private RedisUnavailableException silent() {
        return new RedisUnavailableException(
                "a call to " + master + " timed out, and it has not answered a heartbeat since", null);
    }

    private <T> CompletableFuture<T> unlessOpen(Supplier<CompletableFuture<T>> work, Kind kind) {
        try {
            breaker.acquirePermission();
        } catch (CallNotPermittedException e) {
            return CompletableFuture.failedFuture(
                    new RedisUnavailableException("the circuit breaker of " + master + " is open", null));
        }
        return watched(work, kind);
    }

    private <T> CompletableFuture<T> watched(Supplier<CompletableFuture<T>> work, Kind kind) {
        long begun = pauses.now();
        CompletableFuture<T> sent;
        try {
            sent = work.get();
        } catch (Throwable e) { // even after an Error, the breaker's permission must be given back
            sent = CompletableFuture.failedFuture(e);
        }
        return sent.whenComplete((value, failure) -> {
            long took = pauses.now() - begun;
            if (failure == null || Failures.isAnswered(failure)) {
                breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            } else if (Failures.isWaitForConnection(failure)) {
                release(kind);
                if (kind == Kind.OWED) {
                    waitedInVain(took); // what it was to remove is still there
                }
            } else if (pauses.since(begun)) {
                release(kind);
                faith.doubted(pauses.now() + DOUBT_NANOS);
            } else {
                breaker.onError(took, TimeUnit.NANOSECONDS, failure);
                waitedInVain(took);
            }
        });
    }

    private void waitedInVain(long nanos) {
        boolean silent = silence.begins(nanos, pauses.now());
        boolean believed = faith.lost();
        if (silent) {
            whenSilent.run(); // no second heartbeat for the loss
        } else if (believed) {
            whenLost.run();
        }
    }

    /** A failure that says nothing about the server does not count. */
    private void release(Kind kind) {
        if (kind != Kind.PROBE) {
            breaker.releasePermission();
        }
    }

    /** Whether a failure says nothing about the server; never if the server has answered. */
    boolean excuses(Throwable failure, long sentAt) {
        return Failures.isWaitForConnection(failure) || !Failures.isAnswered(failure) && pauses.since(sentAt);
    }

    /** Local time, in nanoseconds. */
    long now() {
        return pauses.now();
    }

    /** A command failed, a connection broke, or the server is no longer a master. */
    void lost() {
        if (faith.lost()) {
            whenLost.run();
        }
    }

    /** A heartbeat has been answered: an open breaker lets a few calls try. */
    void answers() {
        if (breaker.getState() == CircuitBreaker.State.OPEN) {
            breaker.transitionToHalfOpenState();
        }
        silence.ends();
    }
}
