package io.throughline.redis;

import io.throughline.config.RedisLocation;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.OutageLog;
import io.throughline.metrics.Undeterred;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.RegistryLooks;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Sweeps;
import io.throughline.protocol.Turns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.client.protocol.Time;

/**
 * Calls each master once a second. It also calls at once when the masters have changed, when contact with a master is lost, or when a call to one has
 * timed out. It samples the master's clock, finds out whose data the master has ({@link Identity}), teaches it the operations, and makes the records
 * of regions that the node has not met yet. If a server's clock has stepped back, it clears the regions, so that nothing stamped by the old clock is
 * used any more.
 */
public final class Heartbeat {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long SOON_MILLIS = 20;
    /** Much longer than all timeouts of one heartbeat together. */
    private static final Duration LONGEST_BEAT = Duration.ofSeconds(60);
    /** If clocks are further apart than this, the log warns of it. */
    private static final long CLOCKS_APART_MICROS = 1_000_000;

    private final Masters masters;
    private final TakeOver takeOver;
    private final Introductions introductions;
    private final RegistryLook registryLook;
    private final Runnable contactReturned;
    private final RedissonPipeline pipeline;
    private final ScheduledExecutorService scheduler;
    private final RedisLocation location;
    private final OutageLog outageLog;
    /** The run of each master that knows the operations. */
    private final Map<String, String> taught = new ConcurrentHashMap<>();

    private volatile boolean started;
    private final ServerSample sample = new ServerSample();
    private final AtomicBoolean saidApart = new AtomicBoolean();
    private final AtomicBoolean reached = new AtomicBoolean(true);
    private final Turns beating = new Turns(LONGEST_BEAT.toNanos(), System::nanoTime);
    private final Runnable everyBeat;

    public Heartbeat(
            Masters masters,
            RedissonPipeline pipeline,
            Operations operations,
            ScheduledExecutorService scheduler,
            RedisLocation location,
            OutageLog outageLog,
            String namespace,
            Sweeps sweeps,
            RegistryLooks looks,
            Runnable contactReturned,
            Runnable everyBeat) {
        this.everyBeat = everyBeat;
        this.outageLog = outageLog;
        this.registryLook = new RegistryLook(NearAddress.of(namespace), masters, looks);
        this.introductions = new Introductions(pipeline, operations, namespace, sweeps);
        this.takeOver = new TakeOver(
                new Identity(namespace, masters.topology()), masters, pipeline, operations, sweeps, introductions::met);
        this.contactReturned = contactReturned;
        this.masters = masters;
        this.pipeline = pipeline;
        this.scheduler = scheduler;
        this.location = location;
    }

    /** Adds a region whose records the next heartbeat makes. */
    public void add(RegionAddress region) {
        introductions.add(region);
        if (started) { // a query has named it
            beatSoon(0);
        }
    }

    /** Adds a query space whose record the next heartbeat makes. */
    public void add(SpaceAddress space) {
        introductions.add(space);
    }

    /**
     * Beats from now on. Waits for the first heartbeat, so that the first session finds a clock and records. It waits no longer than {@code wait},
     * and not at all if nobody listens there. Connecting may take as long as the client allows. A JVM that has just started may need more than one
     * attempt.
     */
    public void start(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        Throwable failure = firstBeat(wait);
        while (isTimeout(failure) && System.nanoTime() < end) {
            failure = firstBeat(Duration.ofNanos(end - System.nanoTime()));
        }
        report(failure);
        Runnable beat = Undeterred.of("a heartbeat", this::beatAndReport);
        scheduler.scheduleWithFixedDelay(
                () -> {
                    beat.run();
                    everyBeat.run();
                },
                INTERVAL.toMillis(),
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        masters.onChange(this::mastersChanged);
        masters.whenLost(() -> beatSoon(SOON_MILLIS));
        masters.whenSilent(() -> beatSoon(0));
        started = true;
    }

    /** @return whether the last one is over */
    private boolean beatAndReport() {
        CompletionStage<Void> beat = beat();
        if (beat != null) {
            beat.whenComplete((ignored, e) -> report(e));
        }
        return beat != null;
    }

    /** A master whose clock is not known keeps the node from reading anything. */
    private void mastersChanged(List<Master> now) {
        if (!taught.isEmpty()) {
            CacheMessages.LOG.mastersChanged(now);
        }
        taught.keySet().retainAll(now.stream().map(Master::id).toList());
        beatSoon(0);
    }

    /** Beats once more after the current heartbeat, which does not know of the change. */
    private void beatSoon(long delayMillis) {
        try {
            scheduler.schedule(
                    Undeterred.of("a heartbeat", () -> {
                        if (!beatAndReport()) {
                            beatSoon(SOON_MILLIS);
                        }
                    }),
                    delayMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            CacheMessages.LOG.failed("a heartbeat", "the session factory is closed");
        }
    }

    private @Nullable Throwable firstBeat(Duration wait) {
        try {
            CompletionStage<Void> beat = beat();
            if (beat == null) {
                return new TimeoutException("the first attempt is still under way");
            }
            beat.toCompletableFuture().get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (TimeoutException e) {
            return e;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Whether a command timed out, or the client's first exchange when it connects: somebody listens there, but has not answered in time. */
    private static boolean isTimeout(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Clears all regions with the next heartbeat, and with later ones until it is done. No load from before {@code floor} comes back. */
    public void steppedBack(long floor) {
        CacheMessages.LOG.clockSteppedBack(floor);
        introductions.clearAll(floor);
    }

    /** @return {@code null} if the last one is still waiting for its answer */
    private @Nullable CompletionStage<Void> beat() {
        Turns.Turn turn = beating.take();
        if (turn == null) {
            return null;
        }
        try {
            return beat(turn);
        } catch (Throwable e) { // no memory for a stage: the next heartbeat must not wait for this one
            turn.end();
            throw e;
        }
    }

    private CompletionStage<Void> beat(Turns.Turn turn) {
        CompletionStage<Void> beat;
        try {
            masters.refresh();
            beat = beatAll(masters.all())
                    .thenCompose(failed -> introductions
                            .introduce()
                            .thenRun(this::warnOfClocks)
                            .thenCompose(ignored -> failed.isEmpty()
                                    ? CompletableFuture.completedFuture(null)
                                    : CompletableFuture.failedFuture(failed.get(0))));
        } catch (RuntimeException e) {
            beat = CompletableFuture.failedFuture(e); // a client that cannot connect, or has been shut down
        }
        return beat.whenComplete((ignored, failure) -> turn.end());
    }

    /** The number of servers and their versions, for a message. */
    public String servers() {
        return sample.servers();
    }

    /** Warns once if the clocks are certainly too far apart, however inexactly they are known. */
    private void warnOfClocks() {
        List<Master> all = masters.all();
        for (Master ahead : all) {
            for (Master behind : all) {
                long most = behind.clock().atMost();
                long apart = ahead.clock().atLeast() - most;
                if (most != ServerClock.UNKNOWN
                        && apart > CLOCKS_APART_MICROS
                        && saidApart.compareAndSet(false, true)) {
                    CacheMessages.LOG.clocksApart(ahead, behind, apart);
                }
            }
        }
    }

    /** @return the failures of those that did not answer; fails if none answered */
    private CompletionStage<List<Throwable>> beatAll(List<Master> all) {
        List<CompletableFuture<Void>> beats = all.stream().map(this::beat).toList();
        return CompletableFuture.allOf(beats.toArray(CompletableFuture[]::new)).handle((ignored, failure) -> {
            List<Throwable> failed = beats.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .map(Failures::of)
                    .toList();
            if (failed.size() == beats.size()) {
                throw failed.isEmpty()
                        ? new RedisUnavailableException("no master is known", null)
                        : Failures.unavailable(failed.get(0));
            }
            return failed;
        });
    }

    /** Asks a master for its time and for whose data it has. If they are its own run's, the master is believed from its answer on. */
    private CompletableFuture<Void> beat(Master master) {
        Faith.State before = master.contact().faith().state();
        long sentAt = master.contact().now();
        MasterBatch batch = pipeline.batch(master, 1);
        CompletableFuture<Time> time = batch.time();
        CompletableFuture<Map<String, String>> server = batch.info(RedisCommands.INFO_SERVER);
        CompletableFuture<Map<String, String>> replication = batch.info(RedisCommands.INFO_REPLICATION);
        ServerSample.Asked asked = sample.ask(master, batch);
        RegistryLook.Asked looked = registryLook.ask(master, batch);
        TakeOver.Asked whose = takeOver.ask(master, batch, introductions.kept());
        long askedAt = master.clock().localTime();
        return batch.probe()
                .thenCompose(ignored -> {
                    String run = Identity.run(server.join(), replication.join());
                    pipeline.answered(master, askedAt, time.join());
                    master.contact().answers();
                    if (asked != null) {
                        sample.answered(master, asked, server.join());
                    }
                    return teach(master, run).thenCompose(taught -> takeOver.takeOver(master, whose, run, time.join()));
                })
                .thenAccept(ignored -> {
                    boolean regained =
                            master.contact().faith().regained(before, sentAt, RedissonPipeline.micros(time.join()));
                    if (looked != null) {
                        Faith.State now = master.contact().faith().state();
                        registryLook.answered(looked, regained || now == before ? now : null);
                    }
                    if (regained) {
                        contactReturned.run();
                    }
                })
                .whenComplete((ignored, failure) -> {
                    if (failure != null && looked != null) {
                        registryLook.failed();
                    }
                    if (failure != null && !master.contact().excuses(failure, sentAt)) {
                        master.contact().lost();
                    }
                });
    }

    private CompletionStage<Void> teach(Master master, String run) {
        return run.equals(taught.get(master.id()))
                ? CompletableFuture.completedFuture(null)
                : pipeline.teach(master).thenAccept(loaded -> taught.put(master.id(), run));
    }

    /** Logs once for each change of state. */
    private void report(@Nullable Throwable failure) {
        if (failure == null) {
            outageLog.over();
            if (reached.compareAndSet(false, true)) {
                CacheMessages.LOG.reachableAgain(location);
            }
        } else if (reached.compareAndSet(true, false)) {
            String why = String.valueOf(Failures.unavailable(failure).getMessage());
            if (Failures.takesNoWrites(failure)) {
                CacheMessages.LOG.takesNoWrites(location, why);
            } else {
                CacheMessages.LOG.unreachable(location, why);
            }
        }
    }
}
