package io.throughline.it.history;

import io.throughline.config.OnFailure;
import java.time.Duration;
import java.util.Locale;

/** What goes wrong. Each begins, lasts for about the time that it is given, and is over when its injection returns. */
enum Fault {
    NONE(Stale.NEVER, (site, time) -> Site.last(time)),
    SLOW_NETWORK(Stale.NEVER, NetworkFaults::slow),
    LATE_COMMANDS(Stale.UNDER_BYPASS, NetworkFaults::late),
    CUT_OFF_ONE(Stale.UNDER_BYPASS, (site, time) -> NetworkFaults.cutOff(site, time, 1)),
    CUT_OFF_ALL(
            Stale.NEVER,
            (site, time) -> NetworkFaults.cutOff(site, time, site.fleet().size())),
    SILENT_FOR_ONE(Stale.UNDER_BYPASS, (site, time) -> NetworkFaults.silence(site, time, 1)),
    SILENT_FOR_ALL(
            Stale.NEVER,
            (site, time) -> NetworkFaults.silence(site, time, site.fleet().size())),
    CONNECTIONS_LOST(Stale.UNDER_BYPASS, NetworkFaults::loseConnections),

    WORKER_KILLED(Stale.NEVER, WorkerFaults::kill),
    WORKER_KILLED_BEFORE_COMMIT(Stale.NEVER, WorkerFaults::killBeforeCommit),
    WORKER_KILLED_AFTER_COMMIT(Stale.NEVER, WorkerFaults::killAfterCommit),

    REDIS_FROZEN(Stale.NEVER, RedisFaults::freeze),
    REDIS_KILLED(Stale.NEVER, RedisFaults::kill),
    OLD_SNAPSHOT(Stale.NEVER, RedisFaults::restartFromOldSnapshot),
    OLD_SNAPSHOT_AND_NEW_WORKERS(Stale.NEVER, RedisFaults::restartAllWithOldSnapshot),
    FAILOVER(Stale.NEVER, RedisFaults::failOver),
    FAILOVER_TO_LAGGING_REPLICA(Stale.NEVER, RedisFaults::failOverToLaggingReplica),
    FLUSHALL(Stale.WINDOW, RedisFaults::flushAll),
    SCRIPT_FLUSH(Stale.NEVER, RedisFaults::flushScripts),

    MEMORY_ALLKEYS_LRU(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "allkeys-lru")),
    MEMORY_ALLKEYS_LFU(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "allkeys-lfu")),
    MEMORY_ALLKEYS_RANDOM(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "allkeys-random")),
    MEMORY_VOLATILE_LRU(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "volatile-lru")),
    MEMORY_VOLATILE_LFU(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "volatile-lfu")),
    MEMORY_VOLATILE_RANDOM(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "volatile-random")),
    MEMORY_VOLATILE_TTL(Stale.WINDOW, (site, time) -> MemoryFaults.fill(site, time, "volatile-ttl")),
    MEMORY_NOEVICTION(Stale.UNDER_BYPASS, (site, time) -> MemoryFaults.fill(site, time, "noeviction")),

    MIXED(Stale.WINDOW, MixedFaults::mix);

    /** When the documentation allows a stale read. */
    enum Stale {
        NEVER,
        /** A commit whose locks could not be placed is seen by others, who reach Redis, only when this node reaches it again. */
        UNDER_BYPASS,
        /** A lock can be lost between the commit and its settle. */
        WINDOW
    }

    /** Makes it go wrong for that time, and right again. */
    interface Injection {
        void into(Site site, Duration time);
    }

    private final Stale stale;
    private final Injection injection;

    Fault(Stale stale, Injection injection) {
        this.stale = stale;
        this.injection = injection;
    }

    void inject(Site site, Duration time) {
        injection.into(site, time);
    }

    boolean allowsStale(OnFailure onFailure) {
        return stale == Stale.WINDOW || stale == Stale.UNDER_BYPASS && onFailure == OnFailure.BYPASS;
    }

    /** Whether all workers can reach Redis in time, as far as the fault is concerned. */
    boolean leavesRedisAlone() {
        return switch (this) {
            case NONE,
                    SLOW_NETWORK,
                    WORKER_KILLED,
                    WORKER_KILLED_BEFORE_COMMIT,
                    WORKER_KILLED_AFTER_COMMIT,
                    SCRIPT_FLUSH -> true;
            default -> false;
        };
    }

    /** As it stands in the table, and in the property that selects faults. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
