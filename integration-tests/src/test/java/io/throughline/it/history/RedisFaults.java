package io.throughline.it.history;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What can happen to the Redis process and its data. */
final class RedisFaults {

    private static final String IDENTITY = HistoryRun.NAMESPACE + ":identity";
    private static final Duration PAUSE = Duration.ofMillis(100);

    private RedisFaults() {}

    static void freeze(Site site, Duration time) {
        site.redis().freeze();
        Site.last(time);
        site.redis().thaw();
    }

    /** Of the members of the near caches, again and again: as if memory had evicted it. */
    static void loseRegistry(Site site, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try (RedisConnection connection = site.redis().connect()) {
            do {
                connection.call("DEL", HistoryRun.NAMESPACE + ":{near}:members");
                Site.last(PAUSE);
            } while (System.nanoTime() < end);
        }
    }

    /** It comes back empty. */
    static void kill(Site site, Duration time) {
        site.redis().kill();
        Site.last(time);
        site.redis().forget();
        site.redis().startAgain();
    }

    /** It serves reads all the time: as if it had lost its replicas. */
    static void refuseWrites(Site site, Duration time) {
        try (RedisConnection connection = site.redis().connect()) {
            connection.call("CONFIG", "SET", "min-replicas-to-write", 1);
            Site.last(time);
            connection.call("CONFIG", "SET", "min-replicas-to-write", 0);
        }
    }

    /** It comes back with what it held before the time began. */
    static void restartFromOldSnapshot(Site site, Duration time) {
        Path snapshot = site.directory().resolve("old.rdb");
        site.redis().save(snapshot);
        Site.last(time);
        site.redis().kill();
        site.redis().restore(snapshot);
        site.redis().startAgain();
    }

    /** The same, for workers that start only afterwards: they have lost no contact. */
    static void restartAllWithOldSnapshot(Site site, Duration time) {
        restartAllWithOldSnapshot(site, time, () -> {});
    }

    /**
     * The same once more, and somebody gives the data of the old run the new one's name: a defect that a test injects, which nobody can
     * notice.
     */
    static void restartAllWithOldSnapshotUnderTheNewName(Site site, Duration time) {
        restartAllWithOldSnapshot(site, time, () -> {
            String run = site.redis().info("run_id") + ":" + site.redis().info("master_replid");
            try (RedisConnection connection = site.redis().connect()) {
                for (Object field : (List<?>) connection.call("HKEYS", IDENTITY)) {
                    connection.call("HSET", IDENTITY, field, run);
                }
            }
        });
    }

    private static void restartAllWithOldSnapshot(Site site, Duration time, Runnable beforeWorkers) {
        Path snapshot = site.directory().resolve("old.rdb");
        site.redis().save(snapshot);
        Site.last(time);
        for (int worker = 0; worker < site.fleet().size(); worker++) {
            site.fleet().kill(worker);
        }
        site.redis().kill();
        site.redis().restore(snapshot);
        site.redis().startAgain();
        beforeWorkers.run();
        site.fleet().reviveAll();
    }

    /** To a replica that had all but what was under way. */
    static void failOver(Site site, Duration time) {
        RedisProcess replica = replica(site);
        Site.last(time);
        promote(site, replica);
    }

    /** To a replica that has heard of nothing since the time began. */
    static void failOverToLaggingReplica(Site site, Duration time) {
        RedisProcess replica = replica(site);
        try (RedisConnection connection = replica.connect()) {
            connection.call("REPLICAOF", replica.host(), 1); // nobody there: it keeps what it has
        }
        Site.last(time);
        promote(site, replica);
    }

    private static RedisProcess replica(Site site) {
        RedisProcess master = site.redis();
        RedisProcess replica = RedisProcess.start();
        try (RedisConnection connection = replica.connect()) { // not for good: it may be killed, and start again
            connection.call("REPLICAOF", master.host(), master.port());
        }
        site.closeAtEnd(replica);
        Nodes.await(() -> replica.info("master_link_status").equals("up"));
        return replica;
    }

    private static void promote(Site site, RedisProcess replica) {
        site.redis().kill();
        try (RedisConnection connection = replica.connect()) {
            connection.call("REPLICAOF", "NO", "ONE");
        }
        site.failOverTo(replica);
    }

    static void flushAll(Site site, Duration time) {
        repeat(site, time, "FLUSHALL");
    }

    static void flushScripts(Site site, Duration time) {
        repeat(site, time, "SCRIPT", "FLUSH");
    }

    private static void repeat(Site site, Duration time, Object... command) {
        long end = System.nanoTime() + time.toNanos();
        try (RedisConnection connection = site.redis().connect()) {
            while (System.nanoTime() < end) {
                connection.call(command);
                Site.last(PAUSE);
            }
        }
    }
}
