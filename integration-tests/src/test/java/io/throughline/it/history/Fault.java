package io.throughline.it.history;

import java.time.Duration;
import java.util.Locale;

/** What goes wrong. Each begins, lasts for about the time that it is given, and is over when its injection returns. */
enum Fault {
    NONE((site, time) -> Site.last(time)),
    SLOW_NETWORK(NetworkFaults::slow),
    LATE_COMMANDS(NetworkFaults::late),
    CUT_OFF_ONE((site, time) -> NetworkFaults.cutOff(site, time, 1)),
    CUT_OFF_ALL((site, time) -> NetworkFaults.cutOff(site, time, site.fleet().size())),
    SILENT_FOR_ONE((site, time) -> NetworkFaults.silence(site, time, 1)),
    SILENT_FOR_ALL(
            (site, time) -> NetworkFaults.silence(site, time, site.fleet().size())),
    CONNECTIONS_LOST(NetworkFaults::loseConnections),

    WORKER_KILLED(WorkerFaults::kill),
    WORKER_KILLED_BEFORE_COMMIT(WorkerFaults::killBeforeCommit),
    WORKER_KILLED_AFTER_COMMIT(WorkerFaults::killAfterCommit),

    WORKER_FROZEN(WorkerFaults::freeze),
    SUBSCRIPTIONS_LOST(NetworkFaults::loseSubscriptions),
    REGISTRY_LOST(RedisFaults::loseRegistry),

    REDIS_FROZEN(RedisFaults::freeze),
    REDIS_KILLED(RedisFaults::kill),
    REDIS_TAKES_NO_WRITES(RedisFaults::refuseWrites),
    OLD_SNAPSHOT(RedisFaults::restartFromOldSnapshot),
    OLD_SNAPSHOT_AND_NEW_WORKERS(RedisFaults::restartAllWithOldSnapshot),
    FAILOVER(RedisFaults::failOver),
    FAILOVER_TO_LAGGING_REPLICA(RedisFaults::failOverToLaggingReplica),
    FLUSHALL(true, RedisFaults::flushAll),
    SCRIPT_FLUSH(RedisFaults::flushScripts),

    MEMORY_ALLKEYS_LRU(true, (site, time) -> MemoryFaults.fill(site, time, "allkeys-lru")),
    MEMORY_ALLKEYS_LFU(true, (site, time) -> MemoryFaults.fill(site, time, "allkeys-lfu")),
    MEMORY_ALLKEYS_RANDOM(true, (site, time) -> MemoryFaults.fill(site, time, "allkeys-random")),
    MEMORY_VOLATILE_LRU(true, (site, time) -> MemoryFaults.fill(site, time, "volatile-lru")),
    MEMORY_VOLATILE_LFU(true, (site, time) -> MemoryFaults.fill(site, time, "volatile-lfu")),
    MEMORY_VOLATILE_RANDOM(true, (site, time) -> MemoryFaults.fill(site, time, "volatile-random")),
    MEMORY_VOLATILE_TTL(true, (site, time) -> MemoryFaults.fill(site, time, "volatile-ttl")),
    MEMORY_NOEVICTION((site, time) -> MemoryFaults.fill(site, time, "noeviction")),

    MIXED(true, MixedFaults::mix);

    /** Makes it go wrong for that time, and right again. */
    interface Injection {
        void into(Site site, Duration time);
    }

    private final boolean losesLocks;
    private final Injection injection;

    Fault(Injection injection) {
        this(false, injection);
    }

    Fault(boolean losesLocks, Injection injection) {
        this.losesLocks = losesLocks;
        this.injection = injection;
    }

    void inject(Site site, Duration time) {
        injection.into(site, time);
    }

    /** Whether Redis can lose a lock between a commit and its settle: a window that the documentation names. */
    boolean losesLocks() {
        return losesLocks;
    }

    /** As it stands in the table, and in the property that selects faults. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
