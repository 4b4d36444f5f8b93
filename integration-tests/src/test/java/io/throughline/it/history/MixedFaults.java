package io.throughline.it.history;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Several faults at a time: of the network, of Redis, and of the workers; of each kind one after the other, at random. */
final class MixedFaults {

    private static final int SLICES = 4;

    private MixedFaults() {}

    static void mix(Site site, Duration time) {
        List<Fault> network = List.of(
                Fault.NONE,
                Fault.SLOW_NETWORK,
                Fault.LATE_COMMANDS,
                Fault.CUT_OFF_ONE,
                Fault.CUT_OFF_ALL,
                Fault.SILENT_FOR_ONE,
                Fault.SILENT_FOR_ALL,
                Fault.CONNECTIONS_LOST);
        List<Fault> redis = List.of(
                Fault.NONE,
                Fault.REDIS_FROZEN,
                Fault.REDIS_KILLED,
                Fault.FLUSHALL,
                Fault.SCRIPT_FLUSH,
                Fault.MEMORY_ALLKEYS_RANDOM,
                Fault.MEMORY_NOEVICTION);
        List<Fault> workers = List.of(Fault.NONE, Fault.WORKER_KILLED);
        Stream.of(network, redis, workers)
                .map(kind -> CompletableFuture.runAsync(() -> oneAfterTheOther(kind, site, time)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static void oneAfterTheOther(List<Fault> faults, Site site, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            faults.get(ThreadLocalRandom.current().nextInt(faults.size())).inject(site, time.dividedBy(SLICES));
        }
    }
}
